package dev.sparkgate.lease;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Router;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The leases that wait: fair between teams by their weights, first in, first out within a team. Who is next, who comes and
 * who goes each take logarithmic time, so that thousands may wait. Guarded by the lock of {@link LeaseMoves}.
 */
final class LeaseQueue {
    private final Map<Lane, LaneQueue> lanes = new LinkedHashMap<>();
    private final Router router;
    private long tickets;

    LeaseQueue(Router router) {
        this.router = router;
    }

    void add(Lease lease, int placed) {
        lanes.computeIfAbsent(Lane.of(lease), LaneQueue::new).add(lease, tickets++, line -> update(line, placed));
    }

    void remove(Lease lease) {
        LaneQueue lane = lanes.get(Lane.of(lease));
        if (lane == null) {
            return;
        }
        lane.remove(lease);
        if (lane.size() == 0) {
            lanes.remove(Lane.of(lease));
        }
    }

    /** Notes how many leases a team has now. */
    void placed(String environment, String team, int placed) {
        lanes.forEach((lane, queue) -> {
            if (lane.environment().equals(environment)) {
                queue.update(team, line -> update(line, placed));
            }
        });
    }

    /** Takes over caps and weights that have changed. */
    void configured(TeamCounts teams) {
        lanes.forEach((lane, queue) ->
                queue.updateAll(line -> update(line, teams.placed(lane.environment(), line.team()))));
    }

    /**
     * Returns whose turn it is.
     *
     * @param full lanes that found no room: nobody in them can be served now
     */
    @Nullable
    Lease next(Set<Lane> full) {
        TeamLine next = null;
        for (Map.Entry<Lane, LaneQueue> entry : lanes.entrySet()) {
            TeamLine first =
                    full.contains(entry.getKey()) ? null : entry.getValue().first();
            if (first != null && (next == null || TeamLine.FAIR.compare(first, next) < 0)) {
                next = first;
            }
        }
        return next == null ? null : next.head();
    }

    /** Returns the place of a lease in its lane, 1 = next; 0 when it does not wait. */
    int position(Lease lease) {
        LaneQueue lane = lanes.get(Lane.of(lease));
        return lane == null || !(lease.state() instanceof LeaseState.Queued) ? 0 : lane.position(lease);
    }

    /** Returns what waits, lane by lane. */
    List<Lease> all() {
        List<Lease> all = new ArrayList<>();
        lanes.values().forEach(lane -> all.addAll(lane.leases()));
        return all;
    }

    Set<Lane> lanes() {
        return Set.copyOf(lanes.keySet());
    }

    int size(Lane lane) {
        LaneQueue queue = lanes.get(lane);
        return queue == null ? 0 : queue.size();
    }

    List<Lease> inLane(Lane lane) {
        LaneQueue queue = lanes.get(lane);
        return queue == null ? List.of() : queue.leases();
    }

    /** Counts what waits by environment and team. */
    List<TeamWaiting> byTeam() {
        Map<TeamCounts.TeamKey, Integer> counts = new HashMap<>();
        lanes.forEach((lane, queue) -> queue.lines()
                .forEach(line -> counts.merge(
                        new TeamCounts.TeamKey(lane.environment(), line.team()), line.size(), Integer::sum)));
        return counts.entrySet().stream()
                .map(entry -> new TeamWaiting(
                        entry.getKey().environment(), entry.getKey().team(), entry.getValue()))
                .toList();
    }

    /**
     * Returns the weights of the pools that may serve what waits, one entry for each lease that a driver more would serve.
     *
     * @param most entries at most for a lane: more places than its pools can have at all need not be told
     */
    List<Map<String, Integer>> demand(int most) {
        List<Map<String, Integer>> waiting = new ArrayList<>();
        lanes.forEach((lane, queue) -> {
            int servable = queue.lines().stream().mapToInt(TeamLine::servable).sum();
            if (servable > 0 && router.knows(lane.environment())) {
                Map<String, Integer> weights = router.weights(router.environment(lane.environment()), lane.spark());
                for (int i = 0; i < Math.min(most, servable); i++) {
                    waiting.add(weights);
                }
            }
        });
        return waiting;
    }

    /** Refuses one more where too many wait already. */
    void requireRoom(Environment environment) {
        int queued = 0;
        for (Map.Entry<Lane, LaneQueue> entry : lanes.entrySet()) {
            if (entry.getKey().environment().equals(environment.name())) {
                queued += entry.getValue().size();
            }
        }
        int most = environment.limits().maxQueue();
        if (queued > most) {
            throw new SparkgateException(
                    ErrorCode.QUEUE_FULL,
                    "the queue of environment '" + environment.name() + "' is full: " + (queued - 1)
                            + " waiting (expected: fewer than " + most + "); try again later or raise environments."
                            + environment.name() + ".lease.max-queue");
        }
    }

    private void update(TeamLine line, int placed) {
        if (!router.knows(line.lane().environment())) {
            return;
        }
        Environment.Access access =
                router.environment(line.lane().environment()).access();
        line.update(placed, access.weight(line.team()), access.leasesPerTeam());
    }
}
