package dev.sparkgate.lease;

import java.util.HashMap;
import java.util.Map;

/** Counts the leases that hold a place, by environment and by team. Guarded by the lock of {@link LeaseMoves}. */
final class TeamCounts {
    private final Map<TeamKey, Integer> byTeam = new HashMap<>();
    private final Map<String, Integer> byEnvironment = new HashMap<>();

    /** A team in one environment. */
    record TeamKey(String environment, String team) {}

    /** Returns how many the team has now. */
    int add(String environment, String team, int change) {
        merge(byEnvironment, environment, change);
        return merge(byTeam, new TeamKey(environment, team), change);
    }

    int placed(String environment, String team) {
        return byTeam.getOrDefault(new TeamKey(environment, team), 0);
    }

    int placed(String environment) {
        return byEnvironment.getOrDefault(environment, 0);
    }

    private static <K> int merge(Map<K, Integer> counts, K key, int change) {
        int now = counts.getOrDefault(key, 0) + change;
        if (now == 0) {
            counts.remove(key); // teams come and go: what is not there costs nothing
        } else {
            counts.put(key, now);
        }
        return now;
    }
}
