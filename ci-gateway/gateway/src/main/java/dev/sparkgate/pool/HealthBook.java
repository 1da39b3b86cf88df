package dev.sparkgate.pool;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Knows how each serving driver answers: what the probes found and what the data plane reported.
 *
 * <p>Thread-safe and free of locks: the data plane reports here with every call. A report about a driver that is not known
 * (any more) does nothing.
 */
public final class HealthBook {
    private final Map<String, Vitals> byDriver = new ConcurrentHashMap<>();
    private final LongAdder failedProbes = new LongAdder();
    private final LongAdder openedCircuits = new LongAdder();
    private final Clock clock;

    HealthBook(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
    }

    /** What a probe changed; the same twice when it changed nothing that matters. */
    public record Change(DriverHealth before, DriverHealth after) {
        /** Says whether new leases may go there again. */
        public boolean recovered() {
            return !before.takes() && after.takes();
        }

        /** Says whether it was given up just now. */
        public boolean lost() {
            return after instanceof DriverHealth.Lost && !(before instanceof DriverHealth.Lost);
        }

        /** Says whether people should hear of it. */
        public boolean visible() {
            return lost() || !before.word().equals(after.word());
        }
    }

    /**
     * What a driver shows of its wear.
     *
     * @param heap share still used after its newest collection, 0-1; 0 where nobody can tell
     * @param errors share of its newest signs of life that were failures, 0-1; 0 before there are enough
     */
    public record Wear(double heap, double errors) {
        static final Wear NONE = new Wear(0, 0);
    }

    /** One driver's: replaced as a whole, never changed under a reader. */
    private static final class Vitals {
        private final HealthPolicy policy;
        private final AtomicReference<DriverHealth> health;
        /** Set by answered calls, taken away by each probe; volatile so that the probing thread sees it. */
        private volatile boolean callAnswered;

        private final RecentFailures failures = new RecentFailures();
        /** Set by the probing thread, read by the planner. */
        private volatile double heap;

        Vitals(HealthPolicy policy, Instant now) {
            this.policy = policy;
            this.health = new AtomicReference<>(new DriverHealth.Healthy(now, 0));
        }
    }

    /** Begins with a driver that is ready. */
    void open(String driverId, HealthPolicy policy) {
        byDriver.put(driverId, new Vitals(policy, clock.instant()));
    }

    /** Forgets a driver that is gone. */
    void close(String driverId) {
        byDriver.remove(driverId);
    }

    /** Returns how a driver is; null before it is ready and when it is gone. */
    public @Nullable DriverHealth find(String driverId) {
        Vitals vitals = byDriver.get(driverId);
        return vitals == null ? null : vitals.health.get();
    }

    /** Says whether new leases and sessions may go to a driver. */
    public boolean takes(String driverId) {
        DriverHealth health = find(driverId);
        return health != null && health.takes();
    }

    /** Notes that a call was answered. */
    public void answered(String driverId) {
        Vitals vitals = byDriver.get(driverId);
        // Looked at before it is written: all calls of all threads come by here, and a write takes the cache line away.
        if (vitals != null && !vitals.callAnswered) {
            vitals.callAnswered = true;
        }
    }

    /**
     * Notes that a call broke off on the way, which opens the driver's circuit.
     *
     * @return whether this report opened it: then, and only then, a probe is due
     */
    public boolean failed(String driverId) {
        Vitals vitals = byDriver.get(driverId);
        if (vitals == null) {
            return false;
        }
        boolean opened = vitals.health.getAndUpdate(DriverHealth::reported).takes();
        if (opened) {
            openedCircuits.increment();
            vitals.failures.note(true);
        }
        return opened;
    }

    /**
     * Notes how a probe went.
     *
     * @return what that changed; null when the driver is not known any more
     */
    public @Nullable Change probed(String driverId, Probe seen) {
        Vitals vitals = byDriver.get(driverId);
        if (vitals == null) {
            return null;
        }
        boolean called = vitals.callAnswered;
        vitals.callAnswered = false;
        Probe probe = seen == Probe.SILENT && called ? Probe.BUSY : seen;
        vitals.failures.note(probe == Probe.SILENT);
        if (probe != Probe.ANSWERED) {
            failedProbes.increment();
        }
        Instant now = clock.instant();
        while (true) {
            DriverHealth before = vitals.health.get();
            DriverHealth after = before.probed(probe, vitals.policy, now);
            if (vitals.health.compareAndSet(before, after)) {
                return new Change(before, after);
            }
        }
    }

    /** Notes the share of a driver's heap that is still used after a collection. */
    public void heap(String driverId, double share) {
        Vitals vitals = byDriver.get(driverId);
        if (vitals != null) {
            vitals.heap = share;
        }
    }

    /** Returns what a driver shows of its wear. */
    Wear wear(String driverId) {
        Vitals vitals = byDriver.get(driverId);
        return vitals == null ? Wear.NONE : new Wear(vitals.heap, vitals.failures.share());
    }

    /** Counts the probes that were not answered. */
    public long failedProbes() {
        return failedProbes.sum();
    }

    /** Counts the circuits that reports opened. */
    public long openedCircuits() {
        return openedCircuits.sum();
    }

    /** Returns the share of new leases that a driver gets, of those that it would get in full. */
    double share(String driverId, Instant now) {
        return find(driverId) instanceof DriverHealth.Healthy healthy
                ? SlowStart.share(healthy.since(), now)
                : SlowStart.LEAST;
    }
}
