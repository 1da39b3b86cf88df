package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.namespace.Namespace;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Ends the forks of a lease when it ends, but for those that were asked to outlive it. */
public final class ForkEnds implements LeaseListener {
    private final LeaseManager leases;
    private final Executor executor;
    /** By the lease they are forks of. */
    private final Map<String, Set<String>> bound = new ConcurrentHashMap<>();

    /** Ends leases of {@code leases} by {@code executor}: a listener must not call back. */
    public ForkEnds(LeaseManager leases, Executor executor) {
        this.leases = requireNonNull(leases, "leases");
        this.executor = requireNonNull(executor, "executor");
    }

    @Override
    public void changed(Lease lease) {
        Namespace.Base base = lease.namespace().base();
        if (base != null && base.lease() != null && !base.outlives()) {
            fork(lease, base.lease());
        }
        if (!lease.state().over()) {
            return;
        }
        Set<String> forks = bound.remove(lease.id());
        if (forks != null) {
            forks.forEach(fork -> end(fork, lease.id()));
        }
    }

    private void fork(Lease fork, String of) {
        if (fork.state().over()) {
            bound.computeIfPresent(of, (id, forks) -> forks.remove(fork.id()) && forks.isEmpty() ? null : forks);
            return;
        }
        boolean isNew =
                bound.computeIfAbsent(of, id -> ConcurrentHashMap.newKeySet()).add(fork.id());
        if (isNew) {
            // It may have ended just before, or before a gateway that was killed could end its forks.
            executor.execute(() -> {
                boolean gone =
                        leases.find(of).map(lease -> lease.state().over()).orElse(true);
                if (gone) {
                    bound.remove(of);
                    release(fork.id(), of);
                }
            });
        }
    }

    private void end(String fork, String of) {
        executor.execute(() -> release(fork, of));
    }

    private void release(String fork, String of) {
        leases.releaseAsync(
                fork,
                EndReason.REVOKED,
                new Problem(
                        ErrorCode.LEASE_ENDED,
                        "lease " + fork + " was a fork of lease " + of + ", which has ended; ask for forks with"
                                + " \"outlive\": true to keep them"));
    }
}
