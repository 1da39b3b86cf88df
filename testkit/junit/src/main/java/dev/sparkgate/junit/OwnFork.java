package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.util.function.UnaryOperator;

/** A fork of another scope's lease, with what that scope's session was told as well. */
final class OwnFork implements Provision {
    private final LeaseScope origin;
    private final UnaryOperator<HeldLease> fork;

    /** @param fork makes a fork of a lease */
    OwnFork(LeaseScope origin, UnaryOperator<HeldLease> fork) {
        this.origin = requireNonNull(origin, "origin");
        this.fork = requireNonNull(fork, "fork");
    }

    @Override
    public HeldLease acquire() {
        return fork.apply(origin.lease());
    }

    @Override
    public HeldSession open(HeldLease lease) {
        SessionCopy copies = origin.copies();
        if (copies == null) {
            return HeldSession.open(lease.remote());
        }
        boolean sameDriver = origin.lease().driver().equals(lease.driver());
        return copies.into(lease.remote(), sameDriver);
    }

    @Override
    public void giveBack(HeldLease lease) {
        lease.close();
    }

    @Override
    public void keepBase() {
        origin.keep();
    }
}
