package dev.sparkgate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.pool.Balance.Candidate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BalanceTest {
    @Test
    void shouldGivePoolsLeasesByTheirWeights() {
        // When
        Map<String, Integer> leases = play(weights("a", 3, "b", 1), 40, Map.of("a", 1.0, "b", 1.0));

        // Then
        assertThat(leases).containsEntry("a", 30).containsEntry("b", 10);
    }

    @Test
    void shouldUseAPoolOfWeightZeroOnlyWhenNoOtherCan() {
        // Given
        Map<String, Integer> weights = weights("a", 0, "b", 1);
        Candidate a = new Candidate("a", "a-1", 0, 1);
        Candidate b = new Candidate("b", "b-1", 15, 1);

        // When / Then
        assertThat(Balance.choose(weights, Map.of("b", 15), List.of(a, b))).contains(b);
        assertThat(Balance.choose(weights, Map.of("b", 15), List.of(a))).contains(a);
    }

    @Test
    void shouldKeepTheOrderOfTheEnvironmentWhenAllElseIsEqual() {
        // Given
        Candidate a = new Candidate("a", "a-1", 0, 1);
        Candidate b = new Candidate("b", "b-1", 0, 1);

        // When / Then
        assertThat(Balance.choose(weights("b", 1, "a", 1), Map.of(), List.of(a, b)))
                .contains(b);
        assertThat(Balance.choose(weights("b", 0, "a", 0), Map.of(), List.of(a, b)))
                .contains(b);
    }

    @Test
    void shouldFailOverInTheOrderOfTheEnvironmentWhateverTheyCarry() {
        // Given
        Map<String, Integer> weights = weights("main", 1, "first", 0, "second", 0);
        Candidate first = new Candidate("first", "first-1", 15, 1);
        Candidate second = new Candidate("second", "second-1", 0, 1);

        // When / Then
        assertThat(Balance.choose(weights, Map.of("first", 15), List.of(second, first)))
                .contains(first);
        assertThat(Balance.choose(weights, Map.of("first", 16), List.of(second)))
                .contains(second);
    }

    @Test
    void shouldNotSendAllNewLeasesToADriverThatHasJustComeBack() {
        // Given
        List<Candidate> candidates = List.of(new Candidate("a", "old", 10, 1), new Candidate("a", "back", 0, 0.1));

        // When: ten leases come in a burst
        Map<String, Integer> got = new HashMap<>();
        List<Candidate> now = new ArrayList<>(candidates);
        for (int i = 0; i < 10; i++) {
            Candidate chosen =
                    Balance.choose(weights("a", 1), Map.of("a", 10 + i), now).orElseThrow();
            got.merge(chosen.driver(), 1, Integer::sum);
            now.replaceAll(each -> each.driver().equals(chosen.driver())
                    ? new Candidate(each.pool(), each.driver(), each.leases() + 1, each.share())
                    : each);
        }

        // Then
        assertThat(got).containsEntry("back", 1).containsEntry("old", 9);
    }

    @Property(tries = 500)
    void shouldAlwaysFindSomebodyAndNeverTheWrongOne(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int pools, @ForAll @IntRange(max = 12) int drivers) {
        Random random = new Random(seed);
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (int i = 0; i < pools; i++) {
            weights.put("pool" + i, random.nextInt(4));
        }
        Map<String, Integer> leases = new HashMap<>();
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < drivers; i++) {
            String pool = "pool" + random.nextInt(pools + 1); // one pool of another environment among them
            int carried = random.nextInt(20);
            leases.merge(pool, carried, Integer::sum);
            candidates.add(new Candidate(pool, "driver" + i, carried, SlowStart.LEAST + random.nextDouble() * 0.9));
        }
        List<Candidate> allowed = candidates.stream()
                .filter(each -> weights.containsKey(each.pool()))
                .toList();

        // When
        Optional<Candidate> chosen = Balance.choose(weights, leases, candidates);

        // Then
        assertThat(chosen.isPresent()).isEqualTo(!allowed.isEmpty());
        chosen.ifPresent(one -> {
            assertThat(allowed).contains(one);
            assertThat(allowed)
                    .filteredOn(other -> other.pool().equals(one.pool()))
                    .allMatch(other -> (other.leases() + 1) / other.share() >= (one.leases() + 1) / one.share());
            if (weights.get(one.pool()) == 0) {
                assertThat(allowed).allMatch(other -> weights.get(other.pool()) == 0);
            }
        });
    }

    @Property(tries = 200)
    void shouldShareByWeightWithinOneLease(
            @ForAll @IntRange(min = 1, max = 9) int one, @ForAll @IntRange(min = 1, max = 9) int two) {
        // When
        int rounds = 5;
        Map<String, Integer> leases =
                play(weights("a", one, "b", two), rounds * (one + two), Map.of("a", 1.0, "b", 1.0));

        // Then
        assertThat(leases.get("a")).isBetween(rounds * one - 1, rounds * one + 1);
    }

    @Property
    void shouldGrowAShareFromATenthToAll(@ForAll @IntRange(min = -1_000_000, max = 1_000_000) int millis) {
        // Given
        Instant since = Instant.parse("2026-01-01T00:00:00Z");

        // When
        double share = SlowStart.share(since, since.plusMillis(millis));
        double later = SlowStart.share(since, since.plusMillis(millis + 1L));

        // Then
        assertThat(share).isBetween(SlowStart.LEAST, 1.0);
        assertThat(later).isGreaterThanOrEqualTo(share);
        assertThat(SlowStart.share(since, since.plus(SlowStart.RAMP).plus(Duration.ofMillis(1))))
                .isEqualTo(1.0);
    }

    private static Map<String, Integer> play(Map<String, Integer> weights, int count, Map<String, Double> able) {
        Map<String, Integer> leases = new HashMap<>();
        for (int i = 0; i < count; i++) {
            leases.merge(Balance.pool(weights, leases, able).orElseThrow(), 1, Integer::sum);
        }
        return leases;
    }

    private static Map<String, Integer> weights(Object... pairs) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            weights.put((String) pairs[i], (Integer) pairs[i + 1]);
        }
        return weights;
    }
}
