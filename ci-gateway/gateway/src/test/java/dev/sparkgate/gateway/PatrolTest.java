package dev.sparkgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sparkgate.pool.HealthPolicy;
import dev.sparkgate.pool.Probe;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatrolTest {
    private static final HealthPolicy OFTEN =
            new HealthPolicy(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofSeconds(1));
    private static final HealthPolicy SELDOM =
            new HealthPolicy(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofHours(2));

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final FakeDriverHandle handle = new FakeDriverHandle("one");
    private final List<Probe> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void shutDown() {
        scheduler.shutdownNow();
    }

    @Test
    void shouldProbeAgainAndAgainUntilItEnds() {
        // Given
        Patrol patrol = patrol(OFTEN);

        // When
        patrol.begin();

        // Then
        await().until(() -> seen.size() >= 3);
        assertThat(seen).containsOnly(Probe.ANSWERED);

        // When
        patrol.end();
        await().until(() -> handle.probes.get() == seen.size());
        int probes = handle.probes.get();

        // Then
        await().during(Duration.ofMillis(300)).until(() -> handle.probes.get() == probes);
    }

    @Test
    void shouldProbeAtOnceWhenHurried() {
        // Given
        Patrol patrol = patrol(SELDOM);
        patrol.begin();

        // When
        patrol.hurry();

        // Then
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(seen).containsExactly(Probe.ANSWERED));
    }

    @Test
    void shouldProbeOnceMoreWhenHurriedDuringAProbe() {
        // Given
        Patrol patrol = patrol(SELDOM);
        CompletableFuture<Boolean> first = new CompletableFuture<>();
        handle.answer = () -> first;
        patrol.begin();
        patrol.hurry();
        await().until(() -> handle.probes.get() == 1);

        // When
        for (int i = 0; i < 50; i++) {
            patrol.hurry();
        }
        handle.answer = () -> CompletableFuture.completedFuture(true);
        first.complete(true);

        // Then
        await().until(() -> seen.size() == 2);
        assertThat(handle.probes).hasValue(2);
    }

    @Test
    void shouldTellSilenceFromAnErrorAndFromWork() {
        // Given
        Patrol patrol = patrol(OFTEN);
        handle.answer = () -> failed(Status.DEADLINE_EXCEEDED);

        // When
        patrol.begin();

        // Then
        await().until(() -> seen.contains(Probe.SILENT));

        // When
        handle.answer = () -> failed(Status.INTERNAL);

        // Then
        await().until(() -> seen.get(seen.size() - 1) == Probe.BUSY);

        // When
        handle.answer = () -> {
            handle.processorTime = handle.processorTime.plusSeconds(1);
            return failed(Status.DEADLINE_EXCEEDED);
        };
        int before = seen.size();

        // Then: the probe that was under way at the change may still count as silent or as an error
        await().until(() -> seen.size() > before + 3);
        assertThat(seen.subList(before + 1, seen.size())).containsOnly(Probe.BUSY);
    }

    @Test
    void shouldGoOnWhenAProbeThrowsOrNeverEnds() {
        // Given
        Patrol patrol = patrol(OFTEN);
        handle.answer = () -> {
            handle.answer = CompletableFuture::new;
            throw new IllegalStateException("broken");
        };

        // When
        patrol.begin();

        // Then
        await().until(() -> seen.size() >= 2);
        assertThat(seen.subList(0, 2)).containsOnly(Probe.SILENT);
    }

    @Test
    void shouldSayNothingWhenAnotherAnswersInItsPlace() {
        // Given
        Patrol patrol = patrol(OFTEN);
        handle.answer = () -> CompletableFuture.completedFuture(false);

        // When
        patrol.begin();

        // Then
        await().until(() -> handle.probes.get() == 1);
        await().during(Duration.ofMillis(300)).until(() -> handle.probes.get() == 1 && seen.isEmpty());
    }

    private Patrol patrol(HealthPolicy policy) {
        return new Patrol(handle, policy, scheduler, System::nanoTime, seen::add);
    }

    private static CompletableFuture<Boolean> failed(Status status) {
        return CompletableFuture.failedFuture(status.asRuntimeException());
    }
}
