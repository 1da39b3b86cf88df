package dev.sparkgate.gateway.config;

import dev.sparkgate.gateway.config.ConfigFacts.Fact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares two configurations. */
public final class ConfigDiff {
    private static final String ADDED = "added";
    private static final String REMOVED = "removed";
    private static final String CHANGED = "changed";

    private ConfigDiff() {}

    /** Tells what is different, in the order of the file. */
    public static List<ConfigChange> between(GatewayConfig before, GatewayConfig after) {
        List<ConfigChange> changes = new ArrayList<>();
        Map<String, Fact> old = ConfigFacts.of(before);
        Map<String, Fact> fresh = ConfigFacts.of(after);
        Set<String> whole = new LinkedHashSet<>();
        whole(
                changes,
                whole,
                "clusters",
                before.clusters().keySet(),
                after.clusters().keySet());
        whole(changes, whole, "pools", before.pools().keySet(), after.pools().keySet());
        whole(
                changes,
                whole,
                "environments",
                before.environments().keySet(),
                after.environments().keySet());
        Set<String> paths = new LinkedHashSet<>(old.keySet());
        paths.addAll(fresh.keySet());
        for (String path : paths) {
            if (whole.stream().noneMatch(item -> path.startsWith(item + "."))) {
                compare(changes, path, old.get(path), fresh.get(path));
            }
        }
        unnamed(changes, "clusters.", before.clusters(), after.clusters());
        unnamed(changes, "pools.", before.pools(), after.pools());
        unnamed(changes, "environments.", before.environments(), after.environments());
        return changes;
    }

    /** Returns {@code after} with everything that holds from the next start only as it is {@code before}. */
    public static GatewayConfig applicable(GatewayConfig before, GatewayConfig after) {
        Map<String, GatewayConfig.Cluster> clusters = new LinkedHashMap<>();
        after.clusters()
                .forEach((name, cluster) ->
                        clusters.put(name, running(before.clusters().get(name), cluster)));
        return new GatewayConfig(
                before.grpc(),
                before.http(),
                before.state(),
                before.aliases(),
                after.defaultEnvironment(),
                after.region(),
                before.observability(),
                before.fixtures(),
                before.auth(),
                clusters,
                after.pools(),
                after.environments(),
                before.memoryCap());
    }

    /** Where a cluster is may be said anew; what it is may not. */
    private static GatewayConfig.Cluster running(GatewayConfig.@Nullable Cluster before, GatewayConfig.Cluster after) {
        if (before == null) {
            return after;
        }
        if (before instanceof GatewayConfig.Cluster.StaticCluster fixed) {
            return new GatewayConfig.Cluster.StaticCluster(fixed.drivers(), after.region());
        }
        return new GatewayConfig.Cluster.ProcessCluster(after.region());
    }

    private static void whole(
            List<ConfigChange> changes, Set<String> whole, String kind, Set<String> before, Set<String> after) {
        for (String name : before) {
            if (!after.contains(name)) {
                whole.add(kind + "." + name);
                changes.add(new ConfigChange(kind + "." + name, REMOVED, false));
            }
        }
        for (String name : after) {
            if (!before.contains(name)) {
                whole.add(kind + "." + name);
                changes.add(new ConfigChange(kind + "." + name, ADDED, false));
            }
        }
    }

    private static void compare(List<ConfigChange> changes, String path, @Nullable Fact old, @Nullable Fact fresh) {
        if (old == null && fresh == null
                || old != null && fresh != null && old.value().equals(fresh.value())) {
            return;
        }
        String change = old == null
                ? ADDED + ": " + (fresh == null ? "" : fresh.shown())
                : fresh == null
                        ? REMOVED
                        : old.shown().equals(fresh.shown()) ? CHANGED : old.shown() + " → " + fresh.shown();
        changes.add(new ConfigChange(path, change, isAtStart(path)));
    }

    private static boolean isAtStart(String path) {
        return path.startsWith("auth.")
                || path.startsWith("clusters.") && !path.endsWith(".region")
                || path.startsWith("gateway.")
                        && !List.of("gateway.default-environment", "gateway.region")
                                .contains(path);
    }

    /** Names an item whose difference no key tells. */
    private static <T> void unnamed(
            List<ConfigChange> changes, String kind, Map<String, T> before, Map<String, T> after) {
        before.forEach((name, old) -> {
            T fresh = after.get(name);
            Collection<ConfigChange> told = changes.stream()
                    .filter(change -> change.path().startsWith(kind + name))
                    .toList();
            if (fresh != null && !fresh.equals(old) && told.isEmpty()) {
                changes.add(new ConfigChange(kind + name, CHANGED, false));
            }
        });
    }
}
