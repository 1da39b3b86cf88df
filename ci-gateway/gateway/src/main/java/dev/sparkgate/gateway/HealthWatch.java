package dev.sparkgate.gateway;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.driver.DriverReports;
import dev.sparkgate.pool.HealthBook;
import dev.sparkgate.pool.HealthPolicy;
import dev.sparkgate.pool.Probe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Probes the drivers that serve, takes the data plane's reports, and says when one is well again or lost. */
final class HealthWatch implements DriverReports, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HealthWatch.class);
    private static final Duration GENERATION_TIMEOUT = Duration.ofSeconds(2);

    private final HealthBook book;
    private final Listener listener;
    private final Map<String, Patrol> patrols = new ConcurrentHashMap<>();
    /** One thread, of its own: it must go on when all workers wait for a driver that hangs. */
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(Threads.named("health"));

    /** Hears what became of drivers, on the watch's thread: not to be kept waiting. */
    interface Listener {
        /** New leases may go to a driver again. */
        void recovered(String driverId);

        /** A driver is given up. */
        void lost(DriverHandle handle);
    }

    HealthWatch(HealthBook book, Listener listener) {
        this.book = requireNonNull(book, "book");
        this.listener = requireNonNull(listener, "listener");
    }

    /** Begins to probe a driver that is ready. */
    void watch(DriverHandle handle, HealthPolicy policy) {
        String id = handle.driver().id();
        Patrol patrol = new Patrol(handle, policy, scheduler, System::nanoTime, probe -> seen(handle, probe));
        patrols.put(id, patrol);
        patrol.begin();
        if (handle.exit().isDone()) {
            forget(id); // closes the window in which it ended before it was on the list
        }
    }

    /** Ends the probes of a driver that is gone. */
    void forget(String driverId) {
        Patrol patrol = patrols.remove(driverId);
        if (patrol != null && !scheduler.isShutdown()) {
            patrol.end();
        }
    }

    @Override
    public void failed(String driverId) {
        if (!book.failed(driverId)) {
            return;
        }
        log.atWarn()
                .addKeyValue("driver", driverId)
                .log("a call to the driver broke off; nothing new goes there until it is probed");
        Patrol patrol = patrols.get(driverId);
        if (patrol != null && !scheduler.isShutdown()) {
            patrol.hurry();
        }
    }

    @Override
    public void answered(String driverId) {
        book.answered(driverId);
    }

    @Override
    public boolean takesSessions(String driverId) {
        return book.takes(driverId);
    }

    @Override
    public CompletableFuture<Boolean> sameGeneration(String driverId) {
        Patrol patrol = patrols.get(driverId);
        return patrol == null
                ? CompletableFuture.completedFuture(false)
                : patrol.handle().sameGeneration(GENERATION_TIMEOUT);
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        patrols.clear();
    }

    private void seen(DriverHandle handle, Probe probe) {
        String id = handle.driver().id();
        handle.heapAfterCollection().ifPresent(share -> book.heap(id, share));
        HealthBook.Change change = book.probed(id, probe);
        if (change == null) {
            return;
        }
        if (change.visible()) {
            log.atInfo()
                    .addKeyValue("driver", id)
                    .addKeyValue("before", change.before().word())
                    .addKeyValue(
                            "health", change.lost() ? "lost" : change.after().word())
                    .addKeyValue("probe", probe)
                    .log("driver health changed");
        }
        if (change.recovered()) {
            listener.recovered(id);
        }
        if (change.lost()) {
            forget(id);
            listener.lost(handle);
        }
    }
}
