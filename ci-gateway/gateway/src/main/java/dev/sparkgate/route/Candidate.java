package dev.sparkgate.route;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A pool of an environment, judged for one request by the rules alone, whatever its drivers do at the moment.
 *
 * @param weight its share as it counts for this request; 0 = only when no other can
 * @param standby why the weight is 0; null = it is not
 * @param refusal why it may not serve the request at all; null = it may
 */
public record Candidate(
        String pool,
        String cluster,
        @Nullable String region,
        String spark,
        int weight,
        @Nullable String standby,
        @Nullable String refusal) {
    public Candidate {
        requireNonNull(pool, "pool");
        requireNonNull(cluster, "cluster");
        requireNonNull(spark, "spark");
    }

    boolean mayServe() {
        return refusal == null;
    }

    Candidate lastResort(String why) {
        return new Candidate(pool, cluster, region, spark, 0, why, refusal);
    }
}
