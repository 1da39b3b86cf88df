package dev.sparkgate.driver.fixed;

import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.DriverHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A driver of somebody else's: its end is that it answers no more, or that we want it no more. */
final class FixedDriverHandle implements DriverHandle {
    private static final int SILENT_LOOKS = 3;

    private final Driver driver;
    private final String token;
    private final BooleanSupplier answers;
    private final CompletableFuture<String> exit = new CompletableFuture<>();
    /** Touched by the watching thread only. */
    private int silent;

    FixedDriverHandle(Driver driver, String token, BooleanSupplier answers) {
        this.driver = driver;
        this.token = token;
        this.answers = answers;
    }

    void watch(ScheduledExecutorService scheduler, Duration period) {
        ScheduledFuture<?> looks = scheduler.scheduleWithFixedDelay(
                this::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        exit.whenComplete((how, failure) -> looks.cancel(false));
    }

    private void look() {
        silent = answers.getAsBoolean() ? 0 : silent + 1;
        if (silent >= SILENT_LOOKS) {
            exit.complete("no answer on " + driver.address());
        }
    }

    @Override
    public Driver driver() {
        return driver;
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public CompletableFuture<String> exit() {
        return exit.copy();
    }

    /** Returns nothing: its output is with those who run it. */
    @Override
    public List<String> log(int lines) {
        return List.of();
    }

    /** Lets go of it; it runs on. */
    @Override
    public void stop(Duration grace) {
        exit.complete("given back");
    }
}
