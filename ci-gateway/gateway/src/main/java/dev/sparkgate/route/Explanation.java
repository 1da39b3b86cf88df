package dev.sparkgate.route;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request would go now, and why.
 *
 * @param spark the version it is placed by; null = any
 * @param outcome what would happen
 * @param pool that serves it; null = none
 * @param driver that takes it; null = it waits for one
 * @param because the outcome in a sentence
 */
public record Explanation(
        String environment,
        @Nullable String team,
        @Nullable String spark,
        Outcome outcome,
        @Nullable String pool,
        @Nullable String driver,
        String because,
        List<Verdict> pools) {
    public Explanation {
        requireNonNull(environment, "environment");
        requireNonNull(outcome, "outcome");
        requireNonNull(because, "because");
        pools = List.copyOf(pools);
    }

    /** What would happen to a request. */
    public enum Outcome {
        /** A ready driver takes it. */
        GRANTED,
        /** It waits while a driver starts for it, or is starting already. */
        STARTS,
        /** It waits until somebody gives a place back. */
        WAITS,
        /** It is refused. */
        REFUSED
    }

    /**
     * One pool of the environment.
     *
     * @param chosen whether the request goes there
     * @param drivers that run or start
     * @param leases that they carry
     * @param places that the pool would have with all the drivers that it may
     * @param why it was chosen, or why not
     */
    public record Verdict(Candidate candidate, boolean chosen, int drivers, int leases, int places, String why) {
        public Verdict {
            requireNonNull(candidate, "candidate");
            requireNonNull(why, "why");
        }
    }
}
