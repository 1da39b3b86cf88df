package dev.sparkgate.route;

import dev.sparkgate.pool.PoolPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Judges the pools of an environment for one request. Pure.
 *
 * <p>Pools of another Spark version than wanted are out. With a region of the gateway's own, pools of other regions serve only
 * when none of its own can, as if their weight were 0.
 *
 * @param running tells the exact version of a pool's drivers; null = not known
 */
record Placement(Routes routes, Function<String, @Nullable String> running) {
    /**
     * Returns all pools of the environment, in the order of preference.
     *
     * @param spark version that the driver must have; null = that of the environment's first pool
     */
    List<Candidate> judge(Environment environment, @Nullable String spark) {
        List<Candidate> candidates = new ArrayList<>();
        String usual = usual(environment);
        for (Environment.PoolShare share : environment.pools()) {
            PoolPolicy pool = routes.pools().get(share.pool());
            if (pool != null) {
                candidates.add(candidate(share, pool, spark, usual));
            }
        }
        boolean ownRegion = candidates.stream()
                .anyMatch(candidate -> candidate.mayServe() && routes.regions().isOwn(candidate.cluster()));
        if (ownRegion) {
            candidates.replaceAll(this::inOwnRegion);
            candidates.sort(Comparator.comparing(
                    candidate -> !routes.regions().isOwn(candidate.cluster()))); // stable: the file's order within
        }
        return candidates;
    }

    /** Returns the Spark version of those who do not ask for one: the other pools stand there for those who do. */
    @Nullable
    String usual(Environment environment) {
        return environment.pools().stream()
                .map(share -> routes.pools().get(share.pool()))
                .filter(pool -> pool != null)
                .map(pool -> pool.profile().spark())
                .findFirst()
                .orElse(null);
    }

    private Candidate candidate(
            Environment.PoolShare share, PoolPolicy pool, @Nullable String spark, @Nullable String usual) {
        return new Candidate(
                pool.name(),
                pool.cluster(),
                routes.regions().of(pool.cluster()),
                pool.profile().spark(),
                share.weight(),
                share.weight() == 0 ? "its weight is 0" : null,
                refusal(pool, spark, usual));
    }

    private @Nullable String refusal(PoolPolicy pool, @Nullable String spark, @Nullable String usual) {
        String offered = pool.profile().spark();
        if (spark == null) {
            return usual == null || Versions.fits(offered, null, usual)
                    ? null
                    : "runs Spark " + offered + "; who asks for no version gets that of the first pool, " + usual;
        }
        boolean exact = spark.length() > offered.length();
        String known = exact ? running.apply(pool.name()) : null;
        if (Versions.fits(offered, known, spark)) {
            return null;
        }
        return "runs Spark " + (known == null ? offered : known) + ", not the wanted " + spark;
    }

    private Candidate inOwnRegion(Candidate candidate) {
        if (routes.regions().isOwn(candidate.cluster())) {
            return candidate;
        }
        String region = candidate.region();
        return candidate.lastResort((region == null ? "it is in no region" : "it is in region " + region)
                + ", this gateway in " + routes.regions().own());
    }
}
