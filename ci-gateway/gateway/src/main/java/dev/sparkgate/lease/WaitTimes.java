package dev.sparkgate.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Learns how fast each lane of the queue moves, from those who were served last. Guarded by the lock of {@link LeaseMoves}. */
final class WaitTimes {
    /** Enough to even out a driver that comes with sixteen places at once. */
    private static final int REMEMBERED = 32;

    private final Map<Lane, Deque<Instant>> served = new HashMap<>();

    /** Notes that somebody begins to wait where nobody did: the time before says nothing. */
    void begins(Lane lane, Instant now) {
        Deque<Instant> moments = new ArrayDeque<>();
        moments.add(now);
        served.put(lane, moments);
    }

    /** Notes that one who waited was served. */
    void served(Lane lane, Instant now) {
        Deque<Instant> moments = served.get(lane);
        if (moments != null) {
            moments.addLast(now);
            if (moments.size() > REMEMBERED) {
                moments.removeFirst();
            }
        }
    }

    /** Returns how long the one at {@code position} will wait as things go; null when nobody can tell yet. */
    @Nullable
    Duration estimate(Lane lane, int position, Instant now) {
        Deque<Instant> moments = served.get(lane);
        if (moments == null || moments.size() < 2 || position < 1) {
            return null;
        }
        Duration all = Duration.between(moments.getFirst(), now);
        return all.isNegative() ? null : all.multipliedBy(position).dividedBy(moments.size() - 1);
    }
}
