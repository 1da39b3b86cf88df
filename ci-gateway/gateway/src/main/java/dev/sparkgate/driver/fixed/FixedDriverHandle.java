package dev.sparkgate.driver.fixed;

import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.driver.ProbeLine;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A driver of somebody else's. It ends when another server is found in its place, when nothing listens there any more, or
 * when we want it no more.
 */
final class FixedDriverHandle implements DriverHandle {
    private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(2);
    /** A refused connection says that the process is gone; three in a row that it was not a moment's trouble on the way. */
    private static final int REFUSALS = 3;

    private final Driver driver;
    private final FixedDriver fixed;
    private final Sentinel sentinel;
    private final ProbeLine line;
    private final CompletableFuture<String> exit = new CompletableFuture<>();
    private final AtomicInteger refusals = new AtomicInteger();

    FixedDriverHandle(Driver driver, FixedDriver fixed, Sentinel sentinel, ProbeLine line) {
        this.driver = driver;
        this.fixed = fixed;
        this.sentinel = sentinel;
        this.line = line;
        CompletableFuture<String> unused = exit.whenComplete((how, failure) -> leave());
    }

    @Override
    public Driver driver() {
        return driver;
    }

    @Override
    public String token() {
        return fixed.token();
    }

    @Override
    public CompletableFuture<String> exit() {
        return exit.copy();
    }

    @Override
    public CompletableFuture<Boolean> probe(Duration timeout) {
        return fenced(() -> line.ask(client -> sentinel.isThere(client, timeout)))
                .whenComplete((same, failure) -> count(failure));
    }

    @Override
    public CompletableFuture<Boolean> sameGeneration(Duration timeout) {
        return fenced(() -> line.askAnew(client -> sentinel.isThere(client, timeout)));
    }

    /** Ends with the first answer that is not the old server's: whatever it says later, its sessions are gone. */
    private CompletableFuture<Boolean> fenced(Supplier<CompletableFuture<Boolean>> question) {
        if (exit.isDone()) {
            return CompletableFuture.completedFuture(false);
        }
        return question.get().thenApply(same -> {
            if (!same) {
                exit.complete("the server on " + driver.address() + " was started anew");
            }
            return same && !exit.isDone();
        });
    }

    /** Returns nothing: it may run anywhere. */
    @Override
    public Optional<Duration> processorTime() {
        return Optional.empty();
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

    /** Counts what probes meet, not what is asked after broken calls: those come by the dozen in one moment. */
    private void count(@Nullable Throwable failure) {
        if (failure == null || !isRefused(failure)) {
            refusals.set(0);
        } else if (refusals.incrementAndGet() >= REFUSALS) {
            exit.complete("nothing listens on " + driver.address() + " any more");
        }
    }

    /** Closes the line only after the sentinel is released over it, or could not be. */
    private void leave() {
        CompletableFuture<Void> unused = line.ask(client -> sentinel.release(client, RELEASE_TIMEOUT))
                .whenComplete((released, failure) -> line.close());
    }

    private static boolean isRefused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }
}
