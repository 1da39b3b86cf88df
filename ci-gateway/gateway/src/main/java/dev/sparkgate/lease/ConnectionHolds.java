package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Ends leases that connections hold, a while after the last connection of each is gone. A lease that none has ever held is
 * left alone.
 *
 * <p>Thread-safe. Measures by a clock that does not jump.
 */
public final class ConnectionHolds {
    private final LeaseManager leases;
    private final LeaseStore store;
    private final long graceNanos;
    private final LongSupplier nanos;
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();

    /** How many connections hold a lease; {@code since} is when that number was reached. */
    private record Hold(int connections, long since) {}

    /**
     * Goes on with what an earlier gateway left: the grace of each lease begins anew.
     *
     * @param nanos as {@link System#nanoTime}
     */
    public ConnectionHolds(LeaseManager leases, LeaseStore store, Duration grace, LongSupplier nanos) {
        this.leases = requireNonNull(leases, "leases");
        this.store = requireNonNull(store, "store");
        this.graceNanos = grace.toNanos();
        this.nanos = requireNonNull(nanos, "nanos");
        store.held().forEach(id -> holds.put(id, new Hold(0, nanos.getAsLong())));
    }

    /**
     * Says whether a lease can be held.
     *
     * @throws dev.sparkgate.error.SparkgateException with {@code LEASE_UNKNOWN} or what the lease ended of
     */
    public void check(String leaseId) {
        Lease lease = leases.find(leaseId).orElseThrow(() -> LeaseManager.unknown(leaseId));
        if (lease.state().over()) {
            throw leases.whyOver(lease);
        }
    }

    /** Notes one connection more; durable when it returns. */
    public void opened(String leaseId) {
        if (!holds.containsKey(leaseId)) {
            store.hold(leaseId);
        }
        holds.merge(
                leaseId, new Hold(1, nanos.getAsLong()), (held, one) -> new Hold(held.connections() + 1, one.since()));
    }

    /** Notes one connection less. */
    public void closed(String leaseId) {
        holds.computeIfPresent(leaseId, (id, held) -> new Hold(Math.max(0, held.connections() - 1), nanos.getAsLong()));
    }

    /** Ends what nobody has held for the grace; to be called now and then. */
    public void reap() {
        long now = nanos.getAsLong();
        holds.forEach((id, held) -> {
            if (held.connections() == 0 && now - held.since() >= graceNanos && holds.remove(id, held)) {
                leases.releaseAsync(id, EndReason.RELEASED);
            }
        });
        List<String> over = holds.keySet().stream()
                .filter(id -> leases.find(id).map(lease -> lease.state().over()).orElse(true))
                .toList();
        over.forEach(holds::remove);
    }
}
