package dev.sparkgate.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LeaseQueueTest {
    @Test
    void shouldServeTeamsByTheirWeights() {
        // Given
        LaneQueue queue = new LaneQueue(new Lane("test", null));
        Map<String, Integer> weights = Map.of("large", 3, "small", 1);
        Map<String, Integer> placed = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            for (String team : List.of("small", "large")) {
                int ticket = 2 * i + (team.equals("large") ? 1 : 0);
                queue.add(lease(team, i), ticket, line -> line.update(0, weights.get(line.team()), 100));
            }
        }

        // When
        for (int i = 0; i < 20; i++) {
            String team = serve(queue, weights, placed, 100);
            assertThat(team).isNotNull();
        }

        // Then
        assertThat(placed).containsEntry("large", 15).containsEntry("small", 5);
    }

    @Property(tries = 200)
    void shouldTellTheirPlaceToAllThatWait(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        LaneQueue queue = new LaneQueue(new Lane("test", null));
        Map<String, Integer> weights = new HashMap<>();
        Map<String, Integer> placed = new HashMap<>();
        List<Lease> waiting = new ArrayList<>();
        for (int team = 0; team < 4; team++) {
            weights.put("team" + team, 1 + random.nextInt(3));
            placed.put("team" + team, random.nextInt(5));
        }
        for (int i = 0; i < 60; i++) {
            Lease lease = lease("team" + random.nextInt(4), i);
            queue.add(lease, i, line -> line.update(placed.get(line.team()), weights.get(line.team()), 1_000));
            waiting.add(lease);
            if (random.nextInt(4) == 0) {
                queue.remove(waiting.remove(random.nextInt(waiting.size())));
            }
        }
        Map<String, Integer> told = new HashMap<>();
        waiting.forEach(lease -> told.put(lease.id(), queue.position(lease)));

        // When: all are served, one after another
        Map<String, Integer> served = new HashMap<>();
        for (int position = 1; queue.size() > 0; position++) {
            TeamLine first = queue.first();
            assertThat(first).isNotNull();
            served.put(first.head().id(), position);
            serve(queue, weights, placed, 1_000);
        }

        // Then
        assertThat(told).isEqualTo(served);
    }

    @Property(tries = 100)
    void shouldCountThoseBeforeThatAreStillThere(@ForAll long seed) {
        Random random = new Random(seed);
        Ranks ranks = new Ranks();
        List<Long> there = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            if (there.isEmpty() || random.nextInt(5) < 3) {
                there.add(ranks.add());
            } else {
                ranks.remove(there.remove(random.nextInt(3) == 0 ? random.nextInt(there.size()) : 0));
            }
            for (int i = 0; i < there.size(); i++) {
                assertThat(ranks.before(there.get(i))).isEqualTo(i);
                assertThat(ranks.at(i)).isEqualTo(there.get(i));
            }
        }
    }

    @Test
    void shouldBeQuickWhenThousandsWait() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 1, 100_000, 100_000);
        house.startDrivers();
        List<String> ids = IntStream.range(0, 5_000)
                .mapToObj(i -> house.leases
                        .acquire(LeaseHouse.order("team" + i % 50))
                        .lease()
                        .id())
                .toList();
        long begun = System.nanoTime();

        // When: each is served in its turn
        int served = 0;
        for (int i = 0; i < 2_000; i++) {
            Lease active = house.leases
                    .list(lease -> lease.state() instanceof LeaseState.Active)
                    .get(0);
            house.leases.release(active.id(), EndReason.RELEASED);
            house.leases.tornDown(active.id());
            assertThat(house.leases.queuePosition(ids.get(4_999))).isPositive();
            served++;
        }

        // Then
        assertThat(served).isEqualTo(2_000);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
        assertThat(new HashSet<>(ids)).hasSize(5_000);
        assertThat(house.leases.waitingByTeam()).hasSize(50).allMatch(team -> team.waiting() >= 59);
        assertThat(house.leases.waitingByTeam().stream()
                        .map(TeamWaiting::waiting)
                        .max(Comparator.naturalOrder()))
                .contains(60);
    }

    private static @org.jspecify.annotations.Nullable String serve(
            LaneQueue queue, Map<String, Integer> weights, Map<String, Integer> placed, int cap) {
        TeamLine first = queue.first();
        if (first == null) {
            return null;
        }
        String team = first.team();
        queue.remove(first.head());
        int now = placed.merge(team, 1, Integer::sum);
        queue.update(team, line -> line.update(now, weights.get(team), cap));
        return team;
    }

    private static Lease lease(String team, int number) {
        LeaseHouse house = new LeaseHouse(1, 1, 10, 10);
        Lease lease = house.leases.acquire(LeaseHouse.order(team)).lease();
        assertThat(number).isNotNegative();
        return lease;
    }
}
