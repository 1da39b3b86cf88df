package dev.sparkgate.pool;

import java.time.Duration;
import java.time.Instant;

/** How a driver that serves answers; the methods are the legal transitions. */
public sealed interface DriverHealth {
    /** A driver that lives but cannot be brought to answer its probes is given up after so many times {@code lostAfter}. */
    int PATIENCE = 10;

    /** Returns the word for people and APIs: {@code healthy}, {@code unhealthy} or {@code circuit-open}. */
    String word();

    /** Says whether new leases and sessions go there. */
    default boolean takes() {
        return false;
    }

    /** Notes how a probe went. */
    DriverHealth probed(Probe probe, HealthPolicy policy, Instant now);

    /** Notes that a call broke off on the way to the driver or back. */
    DriverHealth reported();

    /**
     * It answers.
     *
     * @param since when it began to: from then on its share of new leases grows, see {@link SlowStart}
     * @param failures probes in a row without an answer
     */
    record Healthy(Instant since, int failures) implements DriverHealth {
        @Override
        public String word() {
            return "healthy";
        }

        @Override
        public boolean takes() {
            return true;
        }

        @Override
        public DriverHealth probed(Probe probe, HealthPolicy policy, Instant now) {
            if (probe == Probe.ANSWERED) {
                return failures == 0 ? this : new Healthy(since, 0);
            }
            return failures + 1 < policy.failures() ? new Healthy(since, failures + 1) : new Unhealthy(now, now, 0);
        }

        @Override
        public DriverHealth reported() {
            return new CircuitOpen(since, failures);
        }
    }

    /**
     * A call to it broke off; the next probe decides. Nothing new goes there meanwhile.
     *
     * @param healthySince of the state before
     * @param failures probes in a row without an answer, those before the report included
     */
    record CircuitOpen(Instant healthySince, int failures) implements DriverHealth {
        @Override
        public String word() {
            return "circuit-open";
        }

        @Override
        public DriverHealth probed(Probe probe, HealthPolicy policy, Instant now) {
            if (probe == Probe.ANSWERED) {
                // Answered at once: it was the connection, not the driver, and there is nothing to recover from.
                return new Healthy(failures == 0 ? healthySince : now, 0);
            }
            return failures + 1 < policy.failures()
                    ? new CircuitOpen(healthySince, failures + 1)
                    : new Unhealthy(now, now, 0);
        }

        @Override
        public DriverHealth reported() {
            return this;
        }
    }

    /**
     * It keeps its leases and gets no new ones.
     *
     * @param since when it became so
     * @param silentSince its last sign of life since then
     * @param successes probes in a row with an answer
     */
    record Unhealthy(Instant since, Instant silentSince, int successes) implements DriverHealth {
        @Override
        public String word() {
            return "unhealthy";
        }

        @Override
        public DriverHealth probed(Probe probe, HealthPolicy policy, Instant now) {
            if (probe == Probe.ANSWERED) {
                return successes + 1 < policy.successes()
                        ? new Unhealthy(since, now, successes + 1)
                        : new Healthy(now, 0);
            }
            Instant heard = probe == Probe.BUSY ? now : silentSince;
            boolean silent = isOver(heard, policy.lostAfter(), now);
            boolean hopeless = isOver(since, policy.lostAfter().multipliedBy(PATIENCE), now);
            return silent || hopeless ? new Lost(since, now) : new Unhealthy(since, heard, 0);
        }

        @Override
        public DriverHealth reported() {
            return successes == 0 ? this : new Unhealthy(since, silentSince, 0);
        }

        private static boolean isOver(Instant from, Duration limit, Instant now) {
            return !now.isBefore(from.plus(limit));
        }
    }

    /** It is given up: its leases end and another driver takes its place. Final. */
    record Lost(Instant unhealthySince, Instant since) implements DriverHealth {
        @Override
        public String word() {
            return "unhealthy";
        }

        @Override
        public DriverHealth probed(Probe probe, HealthPolicy policy, Instant now) {
            return this;
        }

        @Override
        public DriverHealth reported() {
            return this;
        }
    }
}
