package dev.sparkgate.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where clusters are.
 *
 * @param own the region of this gateway; null = it has no preference
 * @param byCluster the regions of the clusters that have one
 */
public record Regions(@Nullable String own, Map<String, String> byCluster) {
    /** No cluster is anywhere in particular. */
    public static final Regions NONE = new Regions(null, Map.of());

    public Regions {
        byCluster = Map.copyOf(byCluster);
    }

    /** Returns a cluster's region; null = it has none. */
    public @Nullable String of(String cluster) {
        return byCluster.get(cluster);
    }

    boolean isOwn(String cluster) {
        return own != null && own.equals(byCluster.get(cluster));
    }
}
