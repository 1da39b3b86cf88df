package dev.sparkgate.junit;

/** Gets a scope its lease and its session, and gives the lease back. */
interface Provision {
    HeldLease acquire();

    HeldSession open(HeldLease lease);

    void giveBack(HeldLease lease);

    /** Says whether the namespace is whole only once its session has been opened. */
    default boolean fillsBySession() {
        return false;
    }

    /** Has what the scope stands on live on, too, where it does. */
    default void keepBase() {}
}
