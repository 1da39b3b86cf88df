package dev.sparkgate.driver.runtime;

import static dev.sparkgate.driver.runtime.OwnerWatch.Finding.ADOPTED;
import static dev.sparkgate.driver.runtime.OwnerWatch.Finding.JUST_LOST;
import static dev.sparkgate.driver.runtime.OwnerWatch.Finding.LOST;
import static dev.sparkgate.driver.runtime.OwnerWatch.Finding.ORPHANED;
import static dev.sparkgate.driver.runtime.OwnerWatch.Finding.OWNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OwnerWatchTest {
    private Instant now = Instant.EPOCH;
    private boolean owned = true;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final OwnerWatch watch = new OwnerWatch(() -> owned, Duration.ofSeconds(60), clock);

    @Test
    void shouldFindAnOrphanWhenTheGraceIsOver() {
        // Given
        assertThat(watch.look()).isEqualTo(OWNED);
        owned = false;
        // When // Then
        assertThat(watch.look()).isEqualTo(JUST_LOST);
        now = now.plusSeconds(60);
        assertThat(watch.look()).isEqualTo(LOST);
        now = now.plusSeconds(1);
        assertThat(watch.look()).isEqualTo(ORPHANED);
    }

    @Test
    void shouldStartTheGraceAnewWhenAdoptedInBetween() {
        // Given
        owned = false;
        watch.look();
        now = now.plusSeconds(59);
        owned = true;
        assertThat(watch.look()).isEqualTo(ADOPTED);
        assertThat(watch.look()).isEqualTo(OWNED);
        // When
        owned = false;
        now = now.plusSeconds(59);
        // Then
        assertThat(watch.look()).isEqualTo(JUST_LOST);
    }
}
