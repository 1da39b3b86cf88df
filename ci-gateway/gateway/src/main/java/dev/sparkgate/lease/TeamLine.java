package dev.sparkgate.lease;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one team waits for in one lane, first in, first out. Guarded by the lock of {@link LeaseMoves}. */
final class TeamLine {
    /** Who has least of their share comes first; among those, who has waited longest. */
    static final Comparator<TeamLine> FAIR =
            Comparator.comparingDouble(TeamLine::share).thenComparingLong(TeamLine::headTicket);

    private final Lane lane;
    private final String team;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Ranks ranks = new Ranks();
    private int weight = 1;
    private int cap = Integer.MAX_VALUE;
    private int placed;

    /**
     * One that waits.
     *
     * @param ticket rises over all lines
     * @param number rises within this one
     */
    private record Waiting(Lease lease, long ticket, long number) {}

    TeamLine(Lane lane, String team) {
        this.lane = lane;
        this.team = team;
    }

    Lane lane() {
        return lane;
    }

    String team() {
        return team;
    }

    /** Takes over what the configuration says of the team, and what it has. */
    void update(int nowPlaced, int nowWeight, int nowCap) {
        placed = nowPlaced;
        weight = nowWeight;
        cap = nowCap;
    }

    void add(Lease lease, long ticket) {
        waiting.put(lease.id(), new Waiting(lease, ticket, ranks.add()));
    }

    void remove(String lease) {
        Waiting gone = waiting.remove(lease);
        if (gone != null) {
            ranks.remove(gone.number());
        }
    }

    /** Says whether one of it may be served now. */
    boolean mayServe() {
        return !waiting.isEmpty() && placed < cap;
    }

    @Nullable
    Lease head() {
        return waiting.isEmpty() ? null : waiting.values().iterator().next().lease();
    }

    int size() {
        return waiting.size();
    }

    /** Counts those that more drivers would serve. */
    int servable() {
        return Math.max(0, Math.min(waiting.size(), cap - placed));
    }

    Collection<Lease> leases() {
        return waiting.values().stream().map(Waiting::lease).toList();
    }

    /** Counts those of the line before a lease. */
    int before(String lease) {
        Waiting one = waiting.get(lease);
        return one == null ? 0 : ranks.before(one.number());
    }

    /** Returns how much of its share the team has when {@code more} of it have been served. */
    double shareAfter(int more) {
        return (double) (placed + more) / weight;
    }

    /** Counts those of this line that are served before a team reaches {@code share}. */
    int servedBefore(double share, boolean evenFirst) {
        double room = share * weight - placed;
        int whole = (int) Math.ceil(room);
        int more = evenFirst && whole == room ? whole + 1 : whole;
        return Math.max(0, Math.min(servable(), more));
    }

    long headTicket() {
        return waiting.isEmpty()
                ? Long.MAX_VALUE
                : waiting.values().iterator().next().ticket();
    }

    private double share() {
        return shareAfter(0);
    }
}
