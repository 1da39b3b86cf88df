package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;

/** A lease of the scope's own, with a session that starts empty. */
final class OwnNamespace implements Provision {
    private final Supplier<HeldLease> lease;

    OwnNamespace(Supplier<HeldLease> lease) {
        this.lease = requireNonNull(lease, "lease");
    }

    @Override
    public HeldLease acquire() {
        return lease.get();
    }

    @Override
    public HeldSession open(HeldLease lease) {
        return HeldSession.open(lease.remote());
    }

    @Override
    public void giveBack(HeldLease lease) {
        lease.close();
    }
}
