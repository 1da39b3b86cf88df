package dev.sparkgate.gateway.config;

import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Environment.Access;
import dev.sparkgate.route.Environment.PoolShare;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one of {@code environments}.
 *
 * @param pools names of all pools
 * @param fixtures reads those of the environment
 * @param iceberg which of the pools have it
 * @param embedded whether these are the pools of {@link EmbeddedDefaults}: then all of them serve an environment that names none
 * @param branches takes what can be checked only when all environments are read
 */
record EnvironmentReader(
        Collection<String> pools, FixturesReader fixtures, boolean embedded, IcebergPools iceberg, Branches branches) {
    private static final Scalar<Integer> WEIGHT = Scalars.number("a weight", 0, 1000);
    private static final Scalar<Integer> LEASES = Scalars.number("a number of leases", 1, 1_000_000);

    private static final Scalar<Integer> SHARE = Scalars.number("a weight", 1, 1000);

    Environment read(String name, Section in) {
        List<PoolShare> shares = shares(in);
        NamespacePolicy namespace = new NamespaceReader(name, iceberg.ownSessions(shares), branches).read(in);
        iceberg.check(in, name, shares, namespace);
        List<String> paths = fixtures.paths(in);
        if (!paths.isEmpty() && namespace.lifetime() != NamespacePolicy.Lifetime.LEASE) {
            in.problem(
                    "fixtures",
                    "have no meaning unless namespace.lifetime is 'lease' (expected: namespaces that begin with their leases);"
                            + " remove them or set lifetime: lease");
        }
        return new Environment(
                name,
                shares,
                namespace,
                paths,
                in.section("lease", "How long leases live and wait.", section -> LimitsReader.read(name, section)),
                in.section("access", "Who may enter.", EnvironmentReader::access));
    }

    private List<PoolShare> shares(Section in) {
        Set<String> seen = new HashSet<>();
        List<PoolShare> shares = in.list(
                "pools",
                "The pools that serve it. Default: the pool named default, else the only one.",
                share -> share(share, seen));
        return shares.isEmpty()
                ? usual(in).stream().map(pool -> new PoolShare(pool, 1)).toList()
                : shares;
    }

    private Collection<String> usual(Section in) {
        if (in.has("pools")) {
            return List.of("default"); // what is there cannot be read and is reported already
        }
        return embedded ? pools : List.of(References.orDefault(in, "pools", "pool", null, "default", pools));
    }

    private PoolShare share(Section in, Set<String> seen) {
        String pool = in.required("pool", Scalars.NAME, "default", "The name of a pool.");
        int weight = in.value(
                "weight",
                WEIGHT,
                1,
                "Its share of the leases, among the pools of the environment; 0 = only when no other can take them, several such "
                        + "pools in their order.");
        if (in.has("pool")) {
            References.check(in, "pool", "pool", pool, pools);
            if (!seen.add(pool)) {
                in.problem("pool", "pool '" + pool + "' is listed twice (expected: once); add up the weights");
            }
        }
        return new PoolShare(pool, weight);
    }

    private static Access access(Section in) {
        List<String> teams =
                in.values("teams", Scalars.TEXT, List.of("*"), "The teams that may enter; * = every team.");
        int leases = in.value(
                "leases-per-team", LEASES, EmbeddedDefaults.LEASES_PER_TEAM, "Leases that a team may have at once.");
        Integer all =
                in.optional("leases", LEASES, "Leases that all teams together may have at once. Default: no cap.");
        Map<String, Integer> weights = weights(in);
        if (in.has("teams") && teams.isEmpty()) {
            in.problem("teams", "lets nobody in (expected: at least one team, or \"*\" for every team); add one");
        }
        return new Access(teams, leases, all == null ? Integer.MAX_VALUE : all, weights);
    }

    private static Map<String, Integer> weights(Section in) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        in.pairs(
                        "weights",
                        "Shares of teams while leases are scarce: a team with 3 may have three times what one with 1 has. "
                                + "* = teams that are not named. Default: 1 for each.",
                        team -> null)
                .forEach((team, text) -> {
                    Integer weight = SHARE.parser().parse(text);
                    if (weight == null) {
                        in.problem(
                                "weights",
                                "weight '" + text + "' of team '" + team + "' is not " + SHARE.name() + " (expected: "
                                        + SHARE.expected() + ")");
                    } else {
                        weights.put(team, weight);
                    }
                });
        return weights;
    }
}
