package dev.sparkgate.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the key that somebody meant. */
public final class NearestKey {
    private NearestKey() {}

    /** Returns the known key at the smallest edit distance, or null when none is near enough to be meant. */
    public static @Nullable String of(String key, Collection<String> known) {
        String normal = normal(key);
        String nearest = known.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance(normal, normal(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
        if (nearest == null) {
            return null;
        }
        int near = Math.max(1, Math.min(key.length(), nearest.length()) / 3);
        return distance(normal, normal(nearest)) <= near ? nearest : begun(normal, known);
    }

    /** Returns the only key that starts so. */
    private static @Nullable String begun(String start, Collection<String> known) {
        List<String> begun = known.stream().filter(key -> key.startsWith(start)).toList();
        return start.length() > 2 && begun.size() == 1 ? begun.get(0) : null;
    }

    /** {@code minIdle}, {@code min_idle} and {@code min-idle} are meant to be the same. */
    private static String normal(String key) {
        return key.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** Edits (insert, delete, replace, swap of neighbours) that make one of the other. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
