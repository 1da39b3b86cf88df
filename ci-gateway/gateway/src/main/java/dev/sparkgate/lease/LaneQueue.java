package dev.sparkgate.lease;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What waits in one lane: a line for each team, those that may be served in their fair order. Guarded by the lock of {@link LeaseMoves}. */
final class LaneQueue {
    private final Lane lane;
    private final Map<String, TeamLine> lines = new LinkedHashMap<>();
    private final TreeSet<TeamLine> servable = new TreeSet<>(TeamLine.FAIR);
    private int size;

    LaneQueue(Lane lane) {
        this.lane = lane;
    }

    void add(Lease lease, long ticket, Consumer<TeamLine> update) {
        TeamLine line = lines.computeIfAbsent(lease.team(), team -> new TeamLine(lane, team));
        change(line, changed -> {
            changed.add(lease, ticket);
            update.accept(changed);
        });
        size++;
    }

    void remove(Lease lease) {
        TeamLine line = lines.get(lease.team());
        if (line == null) {
            return;
        }
        int before = line.size();
        change(line, changed -> changed.remove(lease.id()));
        size -= before - line.size();
        if (line.size() == 0) {
            lines.remove(line.team());
        }
    }

    void update(String team, Consumer<TeamLine> update) {
        TeamLine line = lines.get(team);
        if (line != null) {
            change(line, update);
        }
    }

    void updateAll(Consumer<TeamLine> update) {
        List.copyOf(lines.values()).forEach(line -> change(line, update));
    }

    /** Returns the line whose head is next; null when none may be served. */
    @Nullable
    TeamLine first() {
        return servable.isEmpty() ? null : servable.first();
    }

    int size() {
        return size;
    }

    Collection<TeamLine> lines() {
        return lines.values();
    }

    List<Lease> leases() {
        List<Lease> all = new ArrayList<>(size);
        lines.values().forEach(line -> all.addAll(line.leases()));
        return all;
    }

    /** Counts who is served before a lease if nothing else changes, itself included. */
    int position(Lease lease) {
        TeamLine own = lines.get(lease.team());
        if (own == null) {
            return 0;
        }
        int before = own.before(lease.id());
        double share = own.shareAfter(before);
        int position = before + 1;
        for (TeamLine other : lines.values()) {
            if (other != own) {
                position += other.servedBefore(share, other.headTicket() < own.headTicket());
            }
        }
        return position;
    }

    /** A line stands where it belongs by what it is: taken out before it changes, put back after. */
    private void change(TeamLine line, Consumer<TeamLine> change) {
        servable.remove(line);
        change.accept(line);
        if (line.mayServe()) {
            servable.add(line);
        }
    }
}
