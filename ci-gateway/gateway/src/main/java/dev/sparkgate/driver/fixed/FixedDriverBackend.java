package dev.sparkgate.driver.fixed;

import dev.sparkgate.driver.Driver;
import dev.sparkgate.driver.DriverBackend;
import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.driver.DriverSpec;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Hands out drivers of a list, each to one launch at a time; starts and stops nothing. */
public final class FixedDriverBackend implements DriverBackend {
    private static final int CONNECT_MILLIS = 2_000;

    private final List<FixedDriver> drivers;
    private final Clock clock;
    private final Duration watchPeriod;
    private final ScheduledExecutorService scheduler;
    /** Guarded by itself: two launches must not get the same driver. */
    private final Set<FixedDriver> inUse = new LinkedHashSet<>();

    /**
     * Makes a backend.
     *
     * @param watchPeriod how often each driver in use is looked at; it counts as lost after three looks without an answer
     */
    public FixedDriverBackend(List<FixedDriver> drivers, Clock clock, Duration watchPeriod) {
        this.drivers = List.copyOf(drivers);
        this.clock = clock;
        this.watchPeriod = watchPeriod;
        this.scheduler = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "sparkgate-fixed-drivers");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public DriverHandle launch(DriverSpec spec) {
        List<String> refusals = new ArrayList<>();
        for (FixedDriver fixed : drivers) {
            if (!claim(fixed)) {
                refusals.add(fixed.address() + " is in use");
                continue;
            }
            if (answers(fixed)) {
                return handle(spec, fixed);
            }
            release(fixed);
            refusals.add(fixed.address() + " does not answer");
        }
        throw new SparkgateException(
                ErrorCode.DRIVER_START_FAILED,
                "cluster '" + spec.cluster() + "' has no driver for pool '" + spec.pool() + "': "
                        + String.join(", ", refusals)
                        + " (expected: a Spark Connect server at one of them); start it, or make the pool's max no more than"
                        + " the drivers of the cluster");
    }

    /** Returns none: an earlier gateway left nothing of ours in them. */
    @Override
    public List<DriverHandle> adopt() {
        return List.of();
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    private DriverHandle handle(DriverSpec spec, FixedDriver fixed) {
        Driver driver = new Driver(
                spec.id(),
                spec.pool(),
                spec.cluster(),
                fixed.address(),
                spec.generation(),
                spec.profile().spark(),
                null,
                clock.instant());
        FixedDriverHandle handle = new FixedDriverHandle(driver, fixed.token(), () -> answers(fixed));
        handle.exit().whenComplete((how, failure) -> release(fixed));
        handle.watch(scheduler, watchPeriod);
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

    private static boolean answers(FixedDriver fixed) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            fixed.address().host(), fixed.address().port()),
                    CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
