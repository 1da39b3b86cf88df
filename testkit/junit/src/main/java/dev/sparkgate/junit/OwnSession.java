package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

/** A copy of another scope's session, in the same namespace. */
final class OwnSession implements Provision {
    private final LeaseScope origin;

    OwnSession(LeaseScope origin) {
        this.origin = requireNonNull(origin, "origin");
    }

    @Override
    public HeldLease acquire() {
        return origin.lease();
    }

    @Override
    public HeldSession open(HeldLease lease) {
        SessionCopy copies = origin.copies();
        if (copies == null) {
            return HeldSession.open(lease.remote());
        }
        return copies.into(lease.remote(), true);
    }

    @Override
    public void giveBack(HeldLease lease) {
        // it is the other scope's
    }

    @Override
    public void keepBase() {
        origin.keep();
    }
}
