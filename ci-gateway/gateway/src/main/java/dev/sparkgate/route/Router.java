package dev.sparkgate.route;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.pool.PoolPolicy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Knows the environments and which pools may serve a request. Thread-safe; {@link #replace} changes everything at once. */
public final class Router {
    private final Function<String, @Nullable String> running;
    /** Replaced whole, so that no request sees half of a new configuration. */
    private volatile Routes routes;

    /** Knows no regions, and of drivers what they are configured with. */
    public Router(Map<String, Environment> environments, Map<String, PoolPolicy> pools, String defaultEnvironment) {
        this(environments, pools, defaultEnvironment, Regions.NONE, pool -> null);
    }

    /**
     * Routes by a configuration.
     *
     * @param running tells the exact Spark version of a pool's drivers; null = not known
     */
    public Router(
            Map<String, Environment> environments,
            Map<String, PoolPolicy> pools,
            String defaultEnvironment,
            Regions regions,
            Function<String, @Nullable String> running) {
        this.routes = new Routes(environments, Map.of(), pools, defaultEnvironment, regions);
        this.running = requireNonNull(running, "running");
    }

    /** Routes by another configuration from now on. Leases of environments that are no more keep their rules. */
    public synchronized void replace(
            Map<String, Environment> environments,
            Map<String, PoolPolicy> pools,
            String defaultEnvironment,
            Regions regions) {
        routes = new Routes(environments, Map.of(), pools, defaultEnvironment, regions).after(routes);
    }

    /** Returns the environments that are open to new requests. */
    public Collection<Environment> environments() {
        return List.copyOf(routes.environments().values());
    }

    /** Says whether there is such an environment; a lease of an earlier configuration may name one that is no more. */
    public boolean knows(String name) {
        return routes.environments().containsKey(name);
    }

    /** Returns an environment, also one that only leases from before know. */
    public Optional<Environment> find(String name) {
        Routes now = routes;
        Environment open = now.environments().get(name);
        return Optional.ofNullable(open == null ? now.retired().get(name) : open);
    }

    /**
     * Returns an environment, also one that only leases from before know.
     *
     * @param name null = the default one
     * @throws SparkgateException with {@link ErrorCode#ENVIRONMENT_UNKNOWN}
     */
    public Environment environment(@Nullable String name) {
        Routes now = routes;
        String wanted = name == null ? now.defaultEnvironment() : name;
        Environment retired = now.retired().get(wanted);
        return retired == null ? open(now, wanted) : retired;
    }

    /**
     * Returns an environment for a new request.
     *
     * @param name null = the default one
     * @throws SparkgateException with {@link ErrorCode#ENVIRONMENT_UNKNOWN}
     */
    public Environment open(@Nullable String name) {
        Routes now = routes;
        return open(now, name == null ? now.defaultEnvironment() : name);
    }

    /** Returns where a cluster is; null = nowhere in particular. */
    public @Nullable String region(String cluster) {
        return routes.regions().of(cluster);
    }

    /**
     * Returns the names of the pools that may serve a request, in the order of preference.
     *
     * @param spark version that the driver must have, as exact as the caller likes; null = any
     * @throws SparkgateException with {@link ErrorCode#REQUEST_INVALID} when none has that version
     */
    public List<String> pools(Environment environment, @Nullable String spark) {
        return List.copyOf(weights(environment, spark).keySet());
    }

    /** Returns the weights of {@link #pools}, in the same order. */
    public Map<String, Integer> weights(Environment environment, @Nullable String spark) {
        List<Candidate> candidates = candidates(environment, spark);
        Map<String, Integer> weights = serving(candidates);
        if (weights.isEmpty()) {
            throw none(environment, spark, candidates);
        }
        return weights;
    }

    /** Returns the weights of {@link #weights}; empty where no pool is left that may serve. */
    public Map<String, Integer> serving(String environment, @Nullable String spark) {
        return find(environment).map(known -> serving(candidates(known, spark))).orElse(Map.of());
    }

    private static Map<String, Integer> serving(List<Candidate> candidates) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            if (candidate.mayServe()) {
                weights.put(candidate.pool(), candidate.weight());
            }
        }
        return weights;
    }

    /** Returns all pools of an environment, in the order of preference, with the reason of each that may not serve. */
    public List<Candidate> candidates(Environment environment, @Nullable String spark) {
        return new Placement(routes, running).judge(environment, spark);
    }

    /**
     * Returns the Spark version to place a session by: the one asked for, else the first among the environment's pools that
     * is new enough for its client, where the usual one is not.
     *
     * @param wanted null = none is asked for
     * @param client the client's own version; null = not known
     * @return null = any
     */
    public @Nullable String sparkFor(@Nullable String environment, @Nullable String wanted, @Nullable String client) {
        if (wanted != null || client == null) {
            return wanted;
        }
        Routes now = routes;
        Environment routed = environment(environment);
        String usual = new Placement(now, running).usual(routed);
        if (usual == null || Versions.serves(usual, client)) {
            return null;
        }
        return routed.pools().stream()
                .map(share -> now.pools().get(share.pool()))
                .filter(pool -> pool != null)
                .map(pool -> pool.profile().spark())
                .filter(spark -> Versions.serves(spark, client))
                .findFirst()
                .orElse(null);
    }

    private static Environment open(Routes routes, String wanted) {
        Environment environment = routes.environments().get(wanted);
        if (environment == null) {
            throw new SparkgateException(
                    ErrorCode.ENVIRONMENT_UNKNOWN,
                    "environment '" + wanted + "' is not known (expected: one of "
                            + String.join(
                                    ", ", new TreeSet<>(routes.environments().keySet()))
                            + "); name one of these or add it to the gateway's configuration");
        }
        return environment;
    }

    private static SparkgateException none(
            Environment environment, @Nullable String spark, List<Candidate> candidates) {
        if (candidates.isEmpty()) {
            return new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "environment '" + environment.name()
                            + "' has no pool any more (expected: at least one); it was taken out of the gateway's "
                            + "configuration, choose another environment");
        }
        return new SparkgateException(
                ErrorCode.REQUEST_INVALID,
                "no pool of environment '" + environment.name() + "' runs Spark " + spark + " (expected: one of "
                        + candidates.stream().map(Candidate::spark).distinct().collect(Collectors.joining(", "))
                        + "); ask for one of these or add a pool");
    }
}
