package dev.sparkgate.proxy;

/** Hears of every finished call. Called on the network's threads: must be quick. */
@FunctionalInterface
public interface CallObserver {
    /** Hears that a call is over. */
    void finished(CallRecord call);
}
