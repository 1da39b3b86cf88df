package dev.sparkgate.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Knows which leases are to be looked at when, so that nobody looks at all of them. Guarded by the lock of {@link LeaseMoves}. */
final class LeaseTimers {
    private final TreeSet<Timer> timers =
            new TreeSet<>(Comparator.comparing(Timer::due).thenComparing(Timer::lease));
    private final Map<String, Timer> byLease = new HashMap<>();

    private record Timer(Instant due, String lease) {}

    /** Has a lease looked at by then, and not before; null = no more. */
    void set(String lease, @Nullable Instant due) {
        Timer before = byLease.remove(lease);
        if (before != null) {
            timers.remove(before);
        }
        if (due != null) {
            Timer timer = new Timer(due, lease);
            timers.add(timer);
            byLease.put(lease, timer);
        }
    }

    /** Takes out the leases whose time has come. */
    List<String> due(Instant now) {
        List<String> due = new ArrayList<>();
        while (!timers.isEmpty() && !timers.first().due().isAfter(now)) {
            Timer timer = timers.first();
            timers.remove(timer);
            byLease.remove(timer.lease());
            due.add(timer.lease());
        }
        return due;
    }
}
