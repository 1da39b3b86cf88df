package dev.sparkgate.route;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.pool.Pools;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says where a request would go, by asking those who would place it; nothing is taken. */
public final class Explainer {
    private final Router router;
    private final Pools pools;

    /** Asks these. */
    public Explainer(Router router, Pools pools) {
        this.router = requireNonNull(router, "router");
        this.pools = requireNonNull(pools, "pools");
    }

    /**
     * Explains a request.
     *
     * @param environment null = the default one
     * @param team null = not said; then nothing is said of access either
     * @param spark the version asked for; null = none
     * @param client the version of the client; null = not known
     * @throws SparkgateException with {@link dev.sparkgate.error.ErrorCode#ENVIRONMENT_UNKNOWN}
     */
    public Explanation explain(
            @Nullable String environment, @Nullable String team, @Nullable String spark, @Nullable String client) {
        Environment routed = router.open(environment);
        String version = router.sparkFor(routed.name(), spark, client);
        List<Candidate> candidates = router.candidates(routed, version);
        Map<String, Integer> weights = new LinkedHashMap<>();
        candidates.stream()
                .filter(Candidate::mayServe)
                .forEach(candidate -> weights.put(candidate.pool(), candidate.weight()));
        if (!routed.access().admits(team)) {
            return answer(
                    routed,
                    team,
                    version,
                    candidates,
                    new Choice(
                            Explanation.Outcome.REFUSED,
                            null,
                            null,
                            "team '" + team + "' may not enter (expected: one of "
                                    + String.join(", ", routed.access().teams()) + ")"));
        }
        return answer(routed, team, version, candidates, choice(routed, version, weights));
    }

    /** What comes of it, before each pool is told why. */
    private record Choice(
            Explanation.Outcome outcome,
            @Nullable String pool,
            @Nullable String driver,
            String because) {}

    private Choice choice(Environment environment, @Nullable String version, Map<String, Integer> weights) {
        if (weights.isEmpty()) {
            return new Choice(Explanation.Outcome.REFUSED, null, null, refusal(environment, version));
        }
        Optional<String> driver = pools.preview(weights);
        if (driver.isPresent()) {
            String pool = pools.views().stream()
                    .filter(view -> view.id().equals(driver.get()))
                    .map(Pools.View::pool)
                    .findFirst()
                    .orElse(weights.keySet().iterator().next());
            return new Choice(
                    Explanation.Outcome.GRANTED,
                    pool,
                    driver.get(),
                    "driver " + driver.get() + " of pool '" + pool + "' takes it at once");
        }
        String pool = pools.demand(List.of(weights)).keySet().iterator().next();
        PoolStanding standing = standing(pool);
        if (standing.mayStart() || standing.starting() > 0) {
            return new Choice(
                    Explanation.Outcome.STARTS,
                    pool,
                    null,
                    standing.starting() > 0
                            ? "it waits for a driver of pool '" + pool + "', which is starting"
                            : "it waits while pool '" + pool + "' starts a driver");
        }
        return new Choice(
                Explanation.Outcome.WAITS,
                pool,
                null,
                "it waits in the queue for a place in pool '" + pool
                        + "': no pool has room or may start another driver");
    }

    private String refusal(Environment environment, @Nullable String version) {
        try {
            router.weights(environment, version);
            return "";
        } catch (SparkgateException e) {
            return e.getMessage();
        }
    }

    private Explanation answer(
            Environment environment,
            @Nullable String team,
            @Nullable String version,
            List<Candidate> candidates,
            Choice choice) {
        List<Explanation.Verdict> verdicts = candidates.stream()
                .map(candidate -> {
                    PoolStanding standing = standing(candidate.pool());
                    boolean chosen = candidate.pool().equals(choice.pool());
                    return new Explanation.Verdict(
                            candidate,
                            chosen,
                            standing.drivers(),
                            standing.leases(),
                            standing.places(),
                            chosen ? standing.whyChosen(choice.driver()) : standing.whyNot(candidate));
                })
                .toList();
        return new Explanation(
                environment.name(),
                team,
                version,
                choice.outcome(),
                choice.pool(),
                choice.driver(),
                choice.because(),
                verdicts);
    }

    private PoolStanding standing(String pool) {
        return PoolStanding.of(
                pools.policy(pool), pools.views(), pools.failure(pool).orElse(null));
    }
}
