package dev.sparkgate.pool;

/** What the planner wants done. */
public sealed interface PoolAction {
    /** Start a driver of the pool, under the id that its place in the pool was given. */
    record Start(PoolPolicy pool, String driverId, String generation) implements PoolAction {}

    /** Stop a driver that has no leases any more. */
    record Stop(String driverId) implements PoolAction {}
}
