package dev.sparkgate.lease;

/** Hears of each change of a lease's state, in order for one lease. Called under the lock of all leases: must be quick and must not call back. */
@FunctionalInterface
public interface LeaseListener {
    void changed(Lease lease);
}
