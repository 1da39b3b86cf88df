package dev.sparkgate.gateway;

import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.DriverHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A driver on paper, whose answers are given by the test. */
final class FakeDriverHandle implements DriverHandle {
    final CompletableFuture<String> exit = new CompletableFuture<>();
    final AtomicInteger probes = new AtomicInteger();
    volatile Supplier<CompletableFuture<Boolean>> answer = () -> CompletableFuture.completedFuture(true);
    volatile Duration processorTime = Duration.ZERO;
    private final String id;

    FakeDriverHandle(String id) {
        this.id = id;
    }

    @Override
    public Driver driver() {
        return new Driver(id, "p", "c", new Address("127.0.0.1", 1), "generation", "4.1.2", null, Instant.EPOCH);
    }

    @Override
    public String token() {
        return "";
    }

    @Override
    public CompletableFuture<String> exit() {
        return exit.copy();
    }

    @Override
    public CompletableFuture<Boolean> probe(Duration timeout) {
        probes.incrementAndGet();
        return answer.get();
    }

    @Override
    public CompletableFuture<Boolean> sameGeneration(Duration timeout) {
        return CompletableFuture.completedFuture(!exit.isDone());
    }

    @Override
    public Optional<Duration> processorTime() {
        return Optional.of(processorTime);
    }

    @Override
    public List<String> log(int lines) {
        return List.of();
    }

    @Override
    public void stop(Duration grace) {
        exit.complete("stopped");
    }
}
