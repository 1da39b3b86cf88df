package dev.sparkgate.proxy;

import dev.sparkgate.driver.DriverReports;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what the proxy says of its driver. */
final class TestReports implements DriverReports {
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger answered = new AtomicInteger();
    volatile CompletableFuture<Boolean> same = CompletableFuture.completedFuture(true);

    @Override
    public void failed(String driverId) {
        failed.incrementAndGet();
    }

    @Override
    public void answered(String driverId) {
        answered.incrementAndGet();
    }

    @Override
    public boolean takesSessions(String driverId) {
        return true;
    }

    @Override
    public CompletableFuture<Boolean> sameGeneration(String driverId) {
        return same;
    }
}
