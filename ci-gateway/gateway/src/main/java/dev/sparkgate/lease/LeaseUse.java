package dev.sparkgate.lease;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Traffic of one lease. Idle means: no call in flight and none since. Written by the data plane without a lock. */
public final class LeaseUse {
    private final AtomicLong lastMillis;
    private volatile boolean used;
    private final AtomicInteger inFlight = new AtomicInteger();

    LeaseUse(long nowMillis) {
        this.lastMillis = new AtomicLong(nowMillis);
    }

    /** Notes that a call begins. */
    public void begin(long nowMillis) {
        inFlight.incrementAndGet();
        used = true;
        lastMillis.lazySet(nowMillis);
    }

    /** Notes that a call is over. */
    public void end(long nowMillis) {
        lastMillis.lazySet(nowMillis);
        inFlight.decrementAndGet();
    }

    /** Returns how many calls are in flight. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Begins to count idle time anew: a lease that waited long is not idle by that. */
    void touch(long nowMillis) {
        lastMillis.lazySet(nowMillis);
    }

    long lastMillis() {
        return lastMillis.get();
    }

    boolean used() {
        return used;
    }

    boolean idleSince(long moment) {
        return inFlight.get() == 0 && lastMillis.get() <= moment;
    }
}
