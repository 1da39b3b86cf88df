package dev.sparkgate.proxy;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the calls that are under way, and what is held of those that are not admitted yet. */
final class InFlight {
    private static final long MOST_HELD = 256L << 20;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong held = new AtomicLong();
    private final Lock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();
    private volatile boolean awaited;

    void begin() {
        calls.incrementAndGet();
    }

    void end() {
        if (calls.decrementAndGet() == 0 && awaited) {
            lock.lock();
            try {
                none.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    int calls() {
        return calls.get();
    }

    /** Waits until there are none, but no longer than {@code millis}. */
    void awaitNone(long millis) {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            awaited = true;
            while (calls.get() > 0 && left > 0) {
                left = none.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes bytes that must wait in the gateway.
     *
     * @throws SparkgateException with {@link ErrorCode#CALLS_EXCEEDED} when all calls together hold too much; the bytes are
     *     noted all the same, to be let go with the others of their call
     */
    void hold(int bytes) {
        if (held.addAndGet(bytes) > MOST_HELD) {
            throw new SparkgateException(
                            ErrorCode.CALLS_EXCEEDED,
                            "requests that wait for their driver hold " + (MOST_HELD >> 20)
                                    + " MiB of the gateway's memory; try again when some of them have gone on")
                    .retryAfter(TRY_AGAIN);
        }
    }

    /** Notes that bytes have gone on, or are thrown away. */
    void letGo(long bytes) {
        held.addAndGet(-bytes);
    }
}
