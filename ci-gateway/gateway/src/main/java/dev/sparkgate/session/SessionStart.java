package dev.sparkgate.session;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseStore;
import dev.sparkgate.lease.LeaseUse;
import dev.sparkgate.lease.Place;
import dev.sparkgate.namespace.Namespaces;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Leads a new session into its lease's namespace on the lease's driver. */
final class SessionStart {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final LeaseManager leases;
    private final LeaseStore store;
    private final Namespaces namespaces;
    private final Backends backends;
    private final Executor executor;

    SessionStart(LeaseManager leases, LeaseStore store, Namespaces namespaces, Backends backends, Executor executor) {
        this.leases = requireNonNull(leases, "leases");
        this.store = requireNonNull(store, "store");
        this.namespaces = requireNonNull(namespaces, "namespaces");
        this.backends = requireNonNull(backends, "backends");
        this.executor = requireNonNull(executor, "executor");
    }

    /** Says whether a start failed by its driver's fault. */
    static boolean driverFailed(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof StatusRuntimeException refused
                        && refused.getStatus().getCode() == Status.Code.UNAVAILABLE
                || cause instanceof SparkgateException known && known.code() == ErrorCode.DRIVER_LOST;
    }

    /** Returns a binding without doing anything on the driver. */
    LeaseBinding pass(SessionCall call, Lease lease) {
        return binding(call, lease);
    }

    /**
     * Prepares a session.
     *
     * @param settings what its client has set before there was a driver, in order
     */
    CompletableFuture<LeaseBinding> prepare(SessionCall call, Lease lease, List<Map.Entry<String, String>> settings) {
        SessionKey session = call.session();
        LeaseBinding binding = binding(call, lease);
        ClientVersion.check(call.clientType(), binding.backend().driver().spark());
        if (store.isPrepared(lease.id(), session)) {
            // An earlier gateway did it; doing it again would undo what the client has set since.
            return CompletableFuture.completedFuture(binding);
        }
        // Noted before it is made: whatever happens in between, the end of the lease releases it.
        store.saveSession(lease.id(), session, false);
        Map<String, String> conf = new HashMap<>(lease.conf());
        conf.putAll(namespaces.sessionConf(lease.namespace()));
        CompletableFuture<Void> ready = conf.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : binding.backend().client().setConfig(session, conf, TIMEOUT);
        for (Map.Entry<String, String> pair : settings) {
            ready = ready.thenCompose(done -> set(binding, pair));
        }
        return ready.thenApply(done -> {
            executor.execute(() -> store.saveSession(lease.id(), session, true));
            return binding;
        });
    }

    /** A setting that the driver refuses was answered long ago: the next call tells its client, and only that. */
    private static CompletableFuture<Void> set(LeaseBinding binding, Map.Entry<String, String> pair) {
        return binding.backend()
                .client()
                .setConfig(binding.session(), Map.of(pair.getKey(), pair.getValue()), TIMEOUT)
                .exceptionally(failure -> {
                    if (driverFailed(failure)) {
                        throw new CompletionException(failure);
                    }
                    binding.tell(
                            failure instanceof RuntimeException refused ? refused : new CompletionException(failure));
                    return null;
                });
    }

    private LeaseBinding binding(SessionCall call, Lease lease) {
        Place place = requireNonNull(lease.state().place(), "place of an active lease");
        LeaseUse use = leases.use(lease.id());
        Backend backend = backends.find(place.driverId(), place.generation()).orElse(null);
        if (use == null || backend == null) {
            throw new SparkgateException(
                            ErrorCode.DRIVER_LOST,
                            "driver " + place.driverId() + " of lease " + lease.id() + " is gone; acquire a new lease")
                    .with("lease", lease.id())
                    .with("driver", place.driverId());
        }
        return new LeaseBinding(
                call.session(), lease, backend, use, call.caller().secret());
    }
}
