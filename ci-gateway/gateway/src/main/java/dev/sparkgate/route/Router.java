package dev.sparkgate.route;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.pool.PoolPolicy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Knows the environments and which pools may serve a request. */
public final class Router {
    private final Map<String, Environment> environments;
    private final Map<String, PoolPolicy> pools;
    private final String defaultEnvironment;

    public Router(Map<String, Environment> environments, Map<String, PoolPolicy> pools, String defaultEnvironment) {
        this.environments = new LinkedHashMap<>(environments);
        this.pools = Map.copyOf(pools);
        this.defaultEnvironment = requireNonNull(defaultEnvironment, "defaultEnvironment");
    }

    public Collection<Environment> environments() {
        return List.copyOf(environments.values());
    }

    /** Says whether there is such an environment; a lease of an earlier configuration may name one that is no more. */
    public boolean knows(String name) {
        return environments.containsKey(name);
    }

    /**
     * Returns an environment.
     *
     * @param name null = the default one
     * @throws SparkgateException with {@link ErrorCode#ENVIRONMENT_UNKNOWN}
     */
    public Environment environment(@Nullable String name) {
        String wanted = name == null ? defaultEnvironment : name;
        Environment environment = environments.get(wanted);
        if (environment == null) {
            throw new SparkgateException(
                    ErrorCode.ENVIRONMENT_UNKNOWN,
                    "environment '" + wanted + "' is not known (expected: one of "
                            + String.join(", ", new TreeSet<>(environments.keySet()))
                            + "); name one of these or add it to the gateway's configuration");
        }
        return environment;
    }

    /**
     * Returns the names of the pools that may serve a request, in the order of preference.
     *
     * @param spark version that the driver must have, as exact as the caller likes; null = any
     * @throws SparkgateException with {@link ErrorCode#REQUEST_INVALID} when none has that version
     */
    public List<String> pools(Environment environment, @Nullable String spark) {
        List<String> all =
                environment.pools().stream().map(Environment.PoolShare::pool).toList();
        if (spark == null) {
            // Without a wish, the first pool: the others stand there for those who ask for their version.
            String version = pool(all.get(0)).profile().spark();
            return all.stream()
                    .filter(name -> pool(name).profile().spark().equals(version))
                    .toList();
        }
        List<String> fitting = all.stream()
                .filter(name -> fits(pool(name).profile().spark(), spark))
                .toList();
        if (fitting.isEmpty()) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "no pool of environment '" + environment.name() + "' runs Spark " + spark + " (expected: one of "
                            + all.stream()
                                    .map(name -> pool(name).profile().spark())
                                    .distinct()
                                    .collect(Collectors.joining(", "))
                            + "); ask for one of these or add a pool");
        }
        return fitting;
    }

    /** Returns the weights of {@link #pools}, in the same order. */
    public Map<String, Integer> weights(Environment environment, @Nullable String spark) {
        List<String> fitting = pools(environment, spark);
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (Environment.PoolShare share : environment.pools()) {
            if (fitting.contains(share.pool())) {
                weights.put(share.pool(), share.weight());
            }
        }
        return weights;
    }

    private PoolPolicy pool(String name) {
        return requireNonNull(pools.get(name), name);
    }

    /** {@code 4.1} fits 4.1 and 4.1.2; {@code 4.1.2} fits a pool of 4.1.2, and one of 4.1 by its minor version. */
    private static boolean fits(String offered, String wanted) {
        return offered.equals(wanted) || offered.startsWith(wanted + ".") || wanted.startsWith(offered + ".");
    }
}
