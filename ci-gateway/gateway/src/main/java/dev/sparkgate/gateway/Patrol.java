package dev.sparkgate.gateway;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.pool.HealthPolicy;
import dev.sparkgate.pool.Probe;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Probes one driver again and again, one probe at a time. All its work is done on the one thread of its scheduler, which
 * is why nothing here is locked.
 */
final class Patrol {
    /** Reports may come by the thousand; probes do not. */
    private static final Duration LEAST_PAUSE = Duration.ofMillis(100);
    /** A driver that is stopped or deadlocked uses next to nothing; one that collects garbage or computes, whole cores. */
    private static final double BUSY_SHARE = 0.1;

    /** A probe ends by its own timeout; should one not, the patrol goes on all the same. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final DriverHandle handle;
    private final HealthPolicy policy;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoTime;
    private final Consumer<Probe> listener;
    private @Nullable ScheduledFuture<?> next;
    private boolean underWay;
    private boolean again;
    private boolean over;
    private long startedAt;
    private Duration processorTime = Duration.ZERO;

    /**
     * Does nothing yet.
     *
     * @param scheduler has one thread
     * @param listener hears of each probe, on that thread
     */
    Patrol(
            DriverHandle handle,
            HealthPolicy policy,
            ScheduledExecutorService scheduler,
            LongSupplier nanoTime,
            Consumer<Probe> listener) {
        this.handle = requireNonNull(handle, "handle");
        this.policy = requireNonNull(policy, "policy");
        this.scheduler = requireNonNull(scheduler, "scheduler");
        this.nanoTime = requireNonNull(nanoTime, "nanoTime");
        this.listener = requireNonNull(listener, "listener");
    }

    DriverHandle handle() {
        return handle;
    }

    /** Sets out; the first probe is a period away. */
    void begin() {
        scheduler.execute(() -> {
            startedAt = nanoTime.getAsLong();
            plan(policy.period());
        });
    }

    /** Probes now; when a probe is under way, once more after it: that one may have been answered before what happened. */
    void hurry() {
        scheduler.execute(() -> {
            again = true;
            if (!underWay) {
                plan(LEAST_PAUSE);
            }
        });
    }

    /** Probes no more. */
    void end() {
        scheduler.execute(() -> {
            over = true;
            cancel();
        });
    }

    /** Plans the next probe for {@code pause} after the start of the last, or at once if that is over. */
    private void plan(Duration pause) {
        cancel();
        long due = startedAt + pause.toNanos() - nanoTime.getAsLong();
        next = scheduler.schedule(this::probe, Math.max(0, due), TimeUnit.NANOSECONDS);
    }

    private void cancel() {
        if (next != null) {
            next.cancel(false);
        }
    }

    private void probe() {
        if (over || underWay) {
            return;
        }
        underWay = true;
        again = false;
        startedAt = nanoTime.getAsLong();
        processorTime = handle.processorTime().orElse(Duration.ZERO);
        CompletableFuture.completedFuture(policy.timeout())
                .thenCompose(handle::probe)
                .orTimeout(policy.timeout().plus(SLACK).toMillis(), TimeUnit.MILLISECONDS)
                .whenCompleteAsync(this::seen, scheduler);
    }

    private void seen(@Nullable Boolean same, @Nullable Throwable failure) {
        underWay = false;
        if (over || Boolean.FALSE.equals(same)) {
            return; // its exit says the rest
        }
        plan(again ? LEAST_PAUSE : policy.period());
        listener.accept(failure == null ? Probe.ANSWERED : silence(failure));
    }

    private Probe silence(Throwable failure) {
        Status.Code code = Status.fromThrowable(failure).getCode();
        boolean refusedByIt = code != Status.Code.UNAVAILABLE
                && code != Status.Code.DEADLINE_EXCEEDED
                && code != Status.Code.CANCELLED
                && code != Status.Code.UNKNOWN;
        return refusedByIt || works() ? Probe.BUSY : Probe.SILENT;
    }

    private boolean works() {
        Duration elapsed = Duration.ofNanos(Math.max(1, nanoTime.getAsLong() - startedAt));
        Duration used =
                handle.processorTime().map(now -> now.minus(processorTime)).orElse(Duration.ZERO);
        return used.toNanos() > elapsed.toNanos() * BUSY_SHARE;
    }
}
