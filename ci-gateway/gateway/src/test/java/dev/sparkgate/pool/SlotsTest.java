package dev.sparkgate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.lease.HandClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final HandClock clock = new HandClock();
    private final AtomicInteger ids = new AtomicInteger();
    private final Slots<String> slots = new Slots<>(3, clock, () -> "slot" + ids.incrementAndGet());

    @Test
    void shouldKeepWhatIsPinnedReady() {
        // Given
        slots.pin(List.of("a"));

        // When
        makeAll();

        // Then
        assertThat(slots.counts()).isEqualTo(new Slots.Counts(0, 3, 0, 0));
        assertThat(slots.take("a", "lease")).isPresent();
        assertThat(slots.counts()).isEqualTo(new Slots.Counts(0, 2, 1, 0));
    }

    @Test
    void shouldMakeOthersAheadOnlyWhenTheyAreAskedForAgain() {
        // Given
        assertThat(slots.take("b", "one")).isEmpty();
        assertThat(slots.plan().make()).isEmpty();

        // When
        assertThat(slots.take("b", "two")).isEmpty();
        makeAll();

        // Then
        assertThat(slots.take("b", "three")).isPresent();
    }

    @Test
    void shouldDropWhatNobodyAsksForAnyMore() {
        // Given
        slots.take("b", "one");
        slots.take("b", "two");
        makeAll();

        // When
        clock.advance(Duration.ofMinutes(11));
        Slots.Plan<String> plan = slots.plan();

        // Then
        assertThat(plan.drop()).hasSize(3).containsValue("b");
        assertThat(slots.counts()).isEqualTo(new Slots.Counts(0, 0, 0, 0));
    }

    @Test
    void shouldPauseAfterAFailure() {
        // Given
        slots.pin(List.of("a"));
        slots.plan().make().keySet().forEach(id -> slots.failed("a", id));

        // When / Then
        assertThat(slots.plan().make()).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(slots.plan().make()).hasSize(3);
    }

    @Property(tries = 200)
    void shouldNeverGiveASlotToTwo(@ForAll long seed) {
        Random random = new Random(seed);
        Map<String, String> owners = new HashMap<>();
        Set<String> making = new HashSet<>();
        slots.pin(List.of("a"));
        for (int step = 0; step < 300; step++) {
            String owner = "lease" + random.nextInt(200);
            switch (random.nextInt(5)) {
                case 0 -> making.addAll(slots.plan().make().keySet());
                case 1 -> {
                    making.stream().findAny().ifPresent(id -> {
                        making.remove(id);
                        slots.made("a", id);
                    });
                }
                case 2, 3 -> {
                    Optional<String> taken = slots.take("a", owner);
                    taken.ifPresent(slot -> assertThat(owners.put(slot, owner))
                            .as("slot %s", slot)
                            .isNull());
                }
                default -> {
                    slots.ending(owner);
                    slots.dropped(owner);
                }
            }
        }
    }

    private void makeAll() {
        slots.plan().make().forEach((id, kind) -> slots.made(kind, id));
    }
}
