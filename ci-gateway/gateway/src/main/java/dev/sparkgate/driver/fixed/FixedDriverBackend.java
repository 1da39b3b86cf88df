package dev.sparkgate.driver.fixed;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.DriverBackend;
import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.driver.DriverSpec;
import dev.sparkgate.driver.ProbeLine;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Hands out drivers of a list, each to one launch at a time; starts and stops nothing. */
public final class FixedDriverBackend implements DriverBackend {
    private final List<FixedDriver> drivers;
    private final Clock clock;
    private final Duration answerWithin;
    /** Guarded by itself: two launches must not get the same driver. */
    private final Set<FixedDriver> inUse = new LinkedHashSet<>();

    /**
     * Makes a backend.
     *
     * @param answerWithin how long a server may take to answer when it is taken
     */
    public FixedDriverBackend(List<FixedDriver> drivers, Clock clock, Duration answerWithin) {
        this.drivers = List.copyOf(drivers);
        this.clock = requireNonNull(clock, "clock");
        this.answerWithin = requireNonNull(answerWithin, "answerWithin");
    }

    @Override
    public DriverHandle launch(DriverSpec spec) throws InterruptedException {
        List<String> refusals = new ArrayList<>();
        for (FixedDriver fixed : drivers) {
            if (!claim(fixed)) {
                refusals.add(fixed.address() + " is in use");
                continue;
            }
            DriverHandle handle = null;
            try {
                handle = take(spec, fixed, refusals);
            } finally {
                if (handle == null) {
                    release(fixed);
                }
            }
            if (handle != null) {
                return handle;
            }
        }
        throw new SparkgateException(
                ErrorCode.DRIVER_START_FAILED,
                "cluster '" + spec.cluster() + "' has no driver for pool '" + spec.pool() + "': "
                        + String.join(", ", refusals)
                        + " (expected: a Spark Connect server of Spark "
                        + spec.profile().spark()
                        + " at one of them); start it, or make the pool's max no more than the drivers of the cluster");
    }

    /** Returns none: an earlier gateway left nothing of ours in them. */
    @Override
    public List<DriverHandle> adopt() {
        return List.of();
    }

    /** Does nothing: what is open belongs to the handles. */
    @Override
    public void close() {}

    /** Takes a server if it answers and is what the pool wants; else says why not, and returns null. */
    private @Nullable DriverHandle take(DriverSpec spec, FixedDriver fixed, List<String> refusals)
            throws InterruptedException {
        ProbeLine line = new ProbeLine(fixed.address(), fixed.token());
        boolean taken = false;
        try {
            Sentinel sentinel = line.ask(client -> Sentinel.leave(client, spec.generation(), answerWithin))
                    .get();
            if (!fits(sentinel.spark(), spec.profile().spark())) {
                refusals.add(fixed.address() + " runs Spark " + sentinel.spark());
                line.ask(client -> sentinel.release(client, answerWithin)).get();
                return null;
            }
            taken = true;
            return handle(spec, fixed, sentinel, line);
        } catch (ExecutionException e) {
            refusals.add(fixed.address() + " does not answer (" + reason(e) + ")");
            return null;
        } finally {
            if (!taken) {
                line.close();
            }
        }
    }

    private DriverHandle handle(DriverSpec spec, FixedDriver fixed, Sentinel sentinel, ProbeLine line) {
        Driver driver = new Driver(
                spec.id(),
                spec.pool(),
                spec.cluster(),
                fixed.address(),
                spec.generation(),
                sentinel.spark(),
                null,
                clock.instant());
        FixedDriverHandle handle = new FixedDriverHandle(driver, fixed, sentinel, line);
        CompletableFuture<String> unused = handle.exit().whenComplete((how, failure) -> release(fixed));
        return handle;
    }

    private boolean claim(FixedDriver fixed) {
        synchronized (inUse) {
            return inUse.add(fixed);
        }
    }

    private void release(FixedDriver fixed) {
        synchronized (inUse) {
            inUse.remove(fixed);
        }
    }

    /** {@code 4.1.2} fits a pool of 4.1 and one of 4.1.2. */
    private static boolean fits(String found, String wanted) {
        return found.equals(wanted) || found.startsWith(wanted + ".") || found.startsWith(wanted + "-");
    }

    private static String reason(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String description = status.getDescription();
        Throwable cause = status.getCause();
        return status.getCode()
                + (description == null ? "" : ": " + description)
                + (cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
