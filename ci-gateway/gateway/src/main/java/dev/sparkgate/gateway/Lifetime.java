package dev.sparkgate.gateway;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Says when an ephemeral gateway ends by itself. */
final class Lifetime {
    private final Clock clock;
    private final Instant startedAt;
    private final @Nullable Duration ttl;
    private final @Nullable Duration idle;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Instant lastUse;

    Lifetime(Clock clock, @Nullable Duration ttl, @Nullable Duration idle) {
        this.clock = clock;
        this.ttl = ttl;
        this.idle = idle;
        this.startedAt = clock.instant();
        this.lastUse = startedAt;
    }

    /** Notes that somebody used the gateway. */
    void used() {
        lastUse = clock.instant();
    }

    /** Looks whether it is over. */
    void check(boolean inUse) {
        Instant now = clock.instant();
        if (inUse) {
            lastUse = now;
        }
        boolean ttlOver = ttl != null && !now.isBefore(startedAt.plus(ttl));
        boolean idleOver = idle != null && !now.isBefore(lastUse.plus(idle));
        if (ttlOver || idleOver) {
            end.countDown();
        }
    }

    void end() {
        end.countDown();
    }

    void await() throws InterruptedException {
        end.await();
    }
}
