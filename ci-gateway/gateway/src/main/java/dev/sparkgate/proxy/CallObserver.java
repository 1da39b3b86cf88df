package dev.sparkgate.proxy;

/** Hears of every finished call and of every connection to a driver. Called on the network's threads: must be quick. */
@FunctionalInterface
public interface CallObserver {
    /** Hears that a call is over. */
    void finished(CallRecord call);

    /** Hears that a connection to a driver stands, or could not be made, and how long that took. */
    default void connected(long nanos, boolean stands) {}
}
