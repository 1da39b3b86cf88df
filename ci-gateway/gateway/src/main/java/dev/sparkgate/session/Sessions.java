package dev.sparkgate.session;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.EndReason;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.LeaseStore;
import dev.sparkgate.lease.LeaseUse;
import dev.sparkgate.lease.LeaseWaits;
import dev.sparkgate.lease.Place;
import dev.sparkgate.namespace.Namespaces;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Knows which session belongs to which lease and driver, and binds new ones: finds their lease, or makes an implicit one
 * from the routing headers, and prepares the session's namespace on the driver, once, before anything else of it passes.
 *
 * <p>The lookup of a bound session takes no lock; binding works on the executor, never on the caller's thread.
 */
public final class Sessions {
    private static final Duration PREPARE_TIMEOUT = Duration.ofMinutes(1);

    private final Map<SessionKey, CompletableFuture<Binding>> bindings = new ConcurrentHashMap<>();
    private final LeaseManager leases;
    private final LeaseWaits waits;
    private final LeaseStore store;
    private final Namespaces namespaces;
    private final Backends backends;
    private final Executor executor;

    public Sessions(
            LeaseManager leases,
            LeaseWaits waits,
            LeaseStore store,
            Namespaces namespaces,
            Backends backends,
            Executor executor) {
        this.leases = requireNonNull(leases, "leases");
        this.waits = requireNonNull(waits, "waits");
        this.store = requireNonNull(store, "store");
        this.namespaces = requireNonNull(namespaces, "namespaces");
        this.backends = requireNonNull(backends, "backends");
        this.executor = requireNonNull(executor, "executor");
    }

    /**
     * Returns the binding of a session, made now if need be.
     *
     * <p>The future fails with {@link SparkgateException}, or with the driver's own {@link
     * io.grpc.StatusRuntimeException} where it refused the session.
     */
    public CompletableFuture<Binding> bind(SessionKey session, Caller caller, Method method) {
        CompletableFuture<Binding> bound = bindings.get(session);
        if (bound == null) {
            CompletableFuture<Binding> fresh = new CompletableFuture<>();
            bound = bindings.putIfAbsent(session, fresh);
            if (bound == null) {
                start(session, caller, method, fresh);
                return fresh;
            }
        }
        return bound.thenApply(binding -> {
            binding.check(caller, method);
            return binding;
        });
    }

    /** Notes that CloneSession made another session of the same lease; the server copied all that was prepared. */
    public void cloned(Binding original, SessionKey clone) {
        bindings.put(clone, CompletableFuture.completedFuture(original.of(clone)));
        executor.execute(() -> store.saveSession(original.lease().id(), clone, true));
    }

    /** Notes that a client closed its session; an implicit lease ends with it. */
    public void released(Binding binding) {
        bindings.remove(binding.session());
        executor.execute(() -> {
            store.removeSession(binding.lease().id(), binding.session());
            if (binding.lease().implicit()) {
                leases.release(binding.lease().id(), EndReason.RELEASED);
            }
        });
    }

    /** Forgets the sessions of a lease that is over: from now on its secret opens nothing. */
    public void close(String leaseId) {
        bindings.values()
                .removeIf(binding -> binding.isDone()
                        && !binding.isCompletedExceptionally()
                        && binding.join().lease().id().equals(leaseId));
    }

    private void start(SessionKey session, Caller caller, Method method, CompletableFuture<Binding> fresh) {
        executor.execute(() -> {
            try {
                lease(session, caller, method)
                        .thenCompose(lease -> prepare(session, lease, caller.secret(), method))
                        .whenComplete((binding, failure) -> finish(session, fresh, binding, failure));
            } catch (RuntimeException e) {
                finish(session, fresh, null, e);
            }
        });
    }

    private void finish(
            SessionKey session,
            CompletableFuture<Binding> fresh,
            @Nullable Binding binding,
            @Nullable Throwable failure) {
        if (failure != null || binding == null) {
            bindings.remove(session, fresh);
            fresh.completeExceptionally(requireNonNull(failure, "failure"));
            return;
        }
        fresh.complete(binding);
        // Closes the window in which the lease ended after it was looked at and before the binding could be found.
        boolean stillActive = leases.find(binding.lease().id())
                .map(lease -> lease.state() instanceof LeaseState.Active)
                .orElse(false);
        if (!stillActive) {
            bindings.remove(session, fresh);
        }
    }

    private CompletableFuture<Lease> lease(SessionKey session, Caller caller, Method method) {
        if (caller.secret() != null) {
            return CompletableFuture.completedFuture(leases.admit(caller.secret()));
        }
        return ImplicitLease.of(session, caller, method, leases, waits);
    }

    private CompletableFuture<Binding> prepare(
            SessionKey session, Lease lease, @Nullable String secret, Method method) {
        Place place = requireNonNull(lease.state().place(), "place of an active lease");
        LeaseUse use = leases.use(lease.id());
        Backend backend = backends.find(place.driverId(), place.generation()).orElse(null);
        if (use == null || backend == null) {
            throw new SparkgateException(
                    ErrorCode.DRIVER_LOST,
                    "driver " + place.driverId() + " of lease " + lease.id() + " is gone; acquire a new lease");
        }
        Binding binding = new Binding(session, lease, backend, use, secret);
        if (method == Method.RELEASE_SESSION) {
            // A server answers it for sessions it does not know, and preparing would make one.
            return CompletableFuture.completedFuture(binding);
        }
        if (store.isPrepared(lease.id(), session)) {
            // An earlier gateway did it; doing it again would undo what the client has set since.
            return CompletableFuture.completedFuture(binding);
        }
        store.saveSession(lease.id(), session, false);
        Map<String, String> conf = new HashMap<>(lease.conf());
        conf.putAll(namespaces.sessionConf(lease.namespace()));
        if (conf.isEmpty()) {
            return CompletableFuture.completedFuture(binding);
        }
        return backend.client().setConfig(session, conf, PREPARE_TIMEOUT).thenApply(done -> {
            executor.execute(() -> store.saveSession(lease.id(), session, true));
            return binding;
        });
    }
}
