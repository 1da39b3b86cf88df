package dev.sparkgate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.pool.DriverHealth.CircuitOpen;
import dev.sparkgate.pool.DriverHealth.Healthy;
import dev.sparkgate.pool.DriverHealth.Lost;
import dev.sparkgate.pool.DriverHealth.Unhealthy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DriverHealthTest {
    private static final HealthPolicy POLICY = HealthPolicy.DEFAULT;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void shouldForgiveASingleProbeThatWasNotAnswered() {
        // Given
        DriverHealth health = new Healthy(START, 0);

        // When
        DriverHealth once = health.probed(Probe.SILENT, POLICY, at(5));
        DriverHealth again = once.probed(Probe.ANSWERED, POLICY, at(10));

        // Then
        assertThat(once.takes()).isTrue();
        assertThat(again).isEqualTo(health);
    }

    @Test
    void shouldTakeNothingNewAfterTwoProbesWithoutAnswerUntilTwoWereAnswered() {
        // Given
        DriverHealth health = new Healthy(START, 0);

        // When
        DriverHealth twice = probed(health, 5, Probe.SILENT, Probe.SILENT);
        DriverHealth better = probed(twice, 15, Probe.ANSWERED);
        DriverHealth well = probed(better, 20, Probe.ANSWERED);

        // Then
        assertThat(twice).isEqualTo(new Unhealthy(at(10), at(10), 0));
        assertThat(better.takes()).isFalse();
        assertThat(well).isEqualTo(new Healthy(at(20), 0));
    }

    @Test
    void shouldBeLostOnlyAfterSoLongWithoutASignOfLife() {
        // Given
        DriverHealth health = new Unhealthy(START, START, 0);

        // When
        DriverHealth almost = health.probed(Probe.SILENT, POLICY, at(29));
        DriverHealth silent = almost.probed(Probe.SILENT, POLICY, at(30));
        DriverHealth busy = almost.probed(Probe.BUSY, POLICY, at(30));

        // Then
        assertThat(almost).isInstanceOf(Unhealthy.class);
        assertThat(silent).isEqualTo(new Lost(START, at(30)));
        assertThat(busy).isEqualTo(new Unhealthy(START, at(30), 0));
        assertThat(busy.probed(Probe.SILENT, POLICY, at(59))).isInstanceOf(Unhealthy.class);
        assertThat(busy.probed(Probe.SILENT, POLICY, at(60))).isInstanceOf(Lost.class);
    }

    @Test
    void shouldBeLostInTheEndWhenItIsBusyForEver() {
        // Given
        DriverHealth health = new Unhealthy(START, START, 0);

        // When
        for (int second = 5; second < 300; second += 5) {
            health = health.probed(Probe.BUSY, POLICY, at(second));
        }

        // Then
        assertThat(health).isInstanceOf(Unhealthy.class);
        assertThat(health.probed(Probe.BUSY, POLICY, at(300))).isInstanceOf(Lost.class);
    }

    @Test
    void shouldOpenTheCircuitWhenACallBrokeOffAndCloseItWithTheFirstAnswer() {
        // Given
        DriverHealth health = new Healthy(START, 0);

        // When
        DriverHealth open = health.reported();
        DriverHealth closed = open.probed(Probe.ANSWERED, POLICY, at(60));

        // Then
        assertThat(open.takes()).isFalse();
        assertThat(open.word()).isEqualTo("circuit-open");
        assertThat(open.reported()).isSameAs(open);
        assertThat(closed).as("needs no slow start").isEqualTo(health);
    }

    @Test
    void shouldStartSlowlyWhenTheCircuitWasOpenForMoreThanAProbe() {
        // Given
        DriverHealth open = new CircuitOpen(START, 0);

        // When
        DriverHealth closed = probed(open, 60, Probe.SILENT, Probe.ANSWERED);

        // Then
        assertThat(closed).isEqualTo(new Healthy(at(65), 0));
    }

    /** One event each: 0-2 a probe, 3 a report; with the seconds since the one before. */
    @Property(tries = 500)
    void shouldKeepItsPromisesUnderAnyHistory(
            @ForAll @Size(max = 80) List<@IntRange(max = 3) Integer> events,
            @ForAll @IntRange(min = 1, max = 20) int step,
            @ForAll @IntRange(min = 1, max = 4) int failures,
            @ForAll @IntRange(min = 1, max = 4) int successes) {
        HealthPolicy policy = new HealthPolicy(
                Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(30), failures, successes);
        DriverHealth health = new Healthy(START, 0);
        int failed = 0;
        int answered = 0;
        Instant now = START;
        Instant lastSign = START;
        for (int event : events) {
            now = now.plusSeconds(step);
            DriverHealth before = health;
            if (event == 3) {
                health = health.reported();
                answered = 0;
                assertThat(health.takes()).as("after a report").isFalse();
                continue;
            }
            Probe probe = Probe.values()[event];
            health = health.probed(probe, policy, now);
            failed = probe == Probe.ANSWERED ? 0 : failed + 1;
            answered = probe == Probe.ANSWERED ? answered + 1 : 0;
            lastSign = probe == Probe.SILENT ? lastSign : now;

            if (before instanceof Lost) {
                assertThat(health).isSameAs(before);
            } else if (failed >= failures) {
                assertThat(health.takes()).as("%d failures", failed).isFalse();
            } else if (answered >= successes) {
                assertThat(health.takes()).as("%d answers", answered).isTrue();
            }
            if (before instanceof Healthy && failed < failures) {
                assertThat(health).as("no hurry").isInstanceOf(Healthy.class);
            }
            if (health instanceof Lost && before instanceof Unhealthy unhealthy) {
                Duration silence = Duration.between(lastSign, now);
                Duration unwell = Duration.between(unhealthy.since(), now);
                assertThat(probe).isNotEqualTo(Probe.ANSWERED);
                assertThat(silence.compareTo(policy.lostAfter()) >= 0
                                || unwell.compareTo(policy.lostAfter().multipliedBy(DriverHealth.PATIENCE)) >= 0)
                        .as("silent %s, unwell %s", silence, unwell)
                        .isTrue();
            }
            if (!(before instanceof Unhealthy)) {
                assertThat(health)
                        .as("no driver is lost in one step")
                        .isNotInstanceOf(before instanceof Lost ? Void.class : Lost.class);
            }
        }
    }

    private static DriverHealth probed(DriverHealth health, int second, Probe... probes) {
        DriverHealth now = health;
        for (int i = 0; i < probes.length; i++) {
            now = now.probed(probes[i], POLICY, at(second + 5 * i));
        }
        return now;
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
