package dev.sparkgate.proxy.h2;

/** Hears of connections to drivers. Called on the network's threads: must be quick. */
@FunctionalInterface
public interface ConnectListener {
    /** Hears that a connection stands, or could not be made, and how long that took. */
    void connected(long nanos, boolean stands);
}
