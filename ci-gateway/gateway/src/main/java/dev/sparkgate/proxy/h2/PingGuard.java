package dev.sparkgate.proxy.h2;

import java.util.concurrent.TimeUnit;

/**
 * Counts pings that come too often. Clients from Spark 4.3 on ping every ten seconds or more, also without calls
 * (SPARK-58094); gRPC's own rule allows two beyond that until the next call.
 */
final class PingGuard {
    private static final long PERMITTED_NANOS = TimeUnit.SECONDS.toNanos(9);
    private static final int STRIKES = 10;

    private long last;
    private boolean any;
    private int strikes;

    /** Notes a ping; says whether that is one too many. */
    boolean tooMany(long nowNanos) {
        boolean soon = any && nowNanos - last < PERMITTED_NANOS;
        any = true;
        last = nowNanos;
        if (soon) {
            strikes++;
        }
        return strikes > STRIKES;
    }

    /** Notes traffic: pings beside calls measure the network and harm nobody. */
    void forgive() {
        strikes = 0;
    }
}
