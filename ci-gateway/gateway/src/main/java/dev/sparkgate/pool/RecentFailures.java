package dev.sparkgate.pool;

import java.util.concurrent.atomic.AtomicLong;

/** Remembers which of the newest signs of life of a driver were failures, in the bits of one number. */
final class RecentFailures {
    private static final int REMEMBERED = 48;
    /** With fewer, a single failure would look like a habit. */
    private static final int LEAST = 10;

    private static final long MASK = (1L << REMEMBERED) - 1;

    /** The low bits tell of failures, newest first; the rest counts the signs up to {@link #REMEMBERED}. */
    private final AtomicLong signs = new AtomicLong();

    void note(boolean failure) {
        signs.updateAndGet(before -> {
            long bits = (before << 1 | (failure ? 1 : 0)) & MASK;
            long count = Math.min(REMEMBERED, (before >>> REMEMBERED) + 1);
            return count << REMEMBERED | bits;
        });
    }

    /** Returns the share of failures, 0-1; 0 while too little is known. */
    double share() {
        long now = signs.get();
        long count = now >>> REMEMBERED;
        return count < LEAST ? 0 : (double) Long.bitCount(now & MASK) / count;
    }
}
