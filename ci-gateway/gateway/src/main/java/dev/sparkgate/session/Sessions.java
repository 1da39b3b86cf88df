package dev.sparkgate.session;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.lease.EndReason;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.LeaseStore;
import dev.sparkgate.lease.LeaseWaits;
import dev.sparkgate.namespace.Namespaces;
import dev.sparkgate.route.Router;
import java.time.Duration;
import java.util.List;
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
public final class Sessions implements SessionBinder {
    private static final int PLACEMENTS = 3;
    /** Some seconds longer than a driver takes to start. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<SessionKey, CompletableFuture<LeaseBinding>> bindings = new ConcurrentHashMap<>();
    private final Recent<Boolean> lost = new Recent<>();
    private final Recent<Boolean> closed = new Recent<>();
    private final EarlySets early = new EarlySets();
    private final FreshClones clones = new FreshClones();
    private final LeaseManager leases;
    private final SessionLeases owners;
    private final SessionStart starts;
    private final Executor executor;

    public Sessions(
            Router router,
            LeaseManager leases,
            LeaseWaits waits,
            LeaseStore store,
            Namespaces namespaces,
            Backends backends,
            Executor executor) {
        this.leases = requireNonNull(leases, "leases");
        this.executor = requireNonNull(executor, "executor");
        this.owners = new SessionLeases(leases, store, new ImplicitLeases(router, leases, waits, PATIENCE));
        this.starts = new SessionStart(leases, store, namespaces, backends, executor);
    }

    @Override
    public @Nullable Binding bound(SessionCall call) {
        CompletableFuture<LeaseBinding> known = bindings.get(call.session());
        if (known == null || !known.isDone() || known.isCompletedExceptionally()) {
            return null;
        }
        LeaseBinding binding = known.join();
        if (clones.wantsToMove(call, binding)) {
            return null;
        }
        binding.check(call);
        return binding;
    }

    @Override
    public CompletableFuture<Binding> bind(SessionCall call) {
        SessionKey session = call.session();
        CompletableFuture<LeaseBinding> fresh = new CompletableFuture<>();
        if (call.method().needsSession() && !bindings.containsKey(session)) {
            // Nothing is prepared for it: the driver knows the session already, or refuses the call.
            executor.execute(() -> pass(call, fresh));
            return fresh.thenApply(binding -> binding);
        }
        CompletableFuture<LeaseBinding> bound = bindings.putIfAbsent(session, fresh);
        if (bound != null && bound.isDone() && !bound.isCompletedExceptionally()) {
            LeaseBinding original = bound.join();
            if (clones.wantsToMove(call, original) && bindings.replace(session, bound, fresh)) {
                executor.execute(() -> move(call, original, fresh));
                return fresh.thenApply(binding -> binding);
            }
        }
        if (bound == null) {
            bound = fresh;
            executor.execute(() -> start(call, fresh));
        }
        return bound.thenApply(binding -> {
            binding.check(call);
            return binding;
        });
    }

    @Override
    public CompletableFuture<Boolean> defer(SessionCall call, Caller routing, List<Map.Entry<String, String>> pairs) {
        if (!call.caller().bare()
                || !ClientVersion.setsOneByOne(call.clientType())
                || bindings.containsKey(call.session())
                || lost.get(call.session()) != null) {
            return CompletableFuture.completedFuture(false);
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    if (owners.of(call.session()).isPresent()) {
                        return false;
                    }
                    early.add(call.session(), routing, pairs);
                    return true;
                },
                executor);
    }

    @Override
    public void cloned(Binding original, SessionKey clone) {
        LeaseBinding binding = (LeaseBinding) original;
        CompletableFuture<Void> saved = new CompletableFuture<>();
        clones.add(clone, saved);
        bindings.put(clone, CompletableFuture.completedFuture(binding.of(clone)));
        executor.execute(() -> {
            try {
                owners.save(original.leaseId(), clone);
            } finally {
                saved.complete(null);
            }
        });
    }

    /** Takes a clone that nobody has called yet from its lease into a fork of that lease. */
    private void move(SessionCall call, LeaseBinding original, CompletableFuture<LeaseBinding> fresh) {
        SessionKey session = call.session();
        try {
            Lease fork = owners.forkFor(call, original);
            clones.take(session)
                    .thenRunAsync(() -> owners.remove(original.leaseId(), session), executor)
                    .thenCompose(done -> starts.prepare(call, fork, List.of()))
                    .whenComplete((binding, failure) -> finish(call, fresh, binding, failure));
        } catch (RuntimeException e) {
            // It stays where it was: who may not have it has changed nothing.
            bindings.replace(session, fresh, CompletableFuture.completedFuture(original));
            fresh.completeExceptionally(e);
        }
    }

    @Override
    public CompletableFuture<Void> released(Binding gone, boolean mayComeBack) {
        LeaseBinding binding = (LeaseBinding) gone;
        bindings.remove(binding.session());
        clones.remove(binding.session());
        boolean implicit = binding.lease().implicit();
        if (implicit && !mayComeBack) {
            closed.put(binding.session(), true);
        }
        return CompletableFuture.runAsync(
                () -> {
                    owners.remove(binding.leaseId(), binding.session());
                    if (implicit && !used(binding.leaseId())) {
                        leases.release(binding.leaseId(), EndReason.RELEASED);
                    }
                },
                executor);
    }

    /** Forgets the sessions of a lease that is over: from now on its secret opens nothing. */
    public void close(Lease lease) {
        boolean driverGone =
                lease.state() instanceof LeaseState.Ending ending && ending.reason() == EndReason.DRIVER_LOST
                        || lease.state() instanceof LeaseState.Ended ended && ended.reason() == EndReason.DRIVER_LOST;
        bindings.forEach((session, bound) -> {
            boolean its = bound.isDone()
                    && !bound.isCompletedExceptionally()
                    && bound.join().lease().id().equals(lease.id());
            if (its && bindings.remove(session, bound)) {
                clones.remove(session);
                if (driverGone) {
                    lost.put(session, true);
                }
            }
        });
    }

    private void start(SessionCall call, CompletableFuture<LeaseBinding> fresh) {
        try {
            SessionCall routed = checkPast(call);
            EarlySets.Early settings = early.take(call.session());
            if (settings != null) {
                routed = routed.by(routed.caller().or(settings.routing()));
            }
            List<Map.Entry<String, String>> pairs = settings == null ? List.of() : settings.pairs();
            place(routed, pairs, fresh, PLACEMENTS);
        } catch (RuntimeException e) {
            finish(call, fresh, null, e);
        }
    }

    private void pass(SessionCall call, CompletableFuture<LeaseBinding> fresh) {
        try {
            SessionCall routed = checkPast(call);
            owners.lease(routed).thenApply(lease -> starts.pass(routed, lease)).whenComplete((binding, failure) -> {
                if (failure == null) {
                    fresh.complete(binding);
                } else {
                    fresh.completeExceptionally(Failures.cause(failure));
                }
            });
        } catch (RuntimeException e) {
            fresh.completeExceptionally(e);
        }
    }

    /** Refuses what belongs to a session that is no more, as Spark itself would. */
    private SessionCall checkPast(SessionCall call) {
        SessionKey session = call.session();
        if (closed.get(session) != null && call.caller().secret() == null) {
            throw SessionLost.closed(session.sessionId());
        }
        if (lost.get(session) == null) {
            return call;
        }
        if (call.method().looksBack() || !call.firstOfSession()) {
            throw SessionLost.changed(session.sessionId());
        }
        lost.remove(session);
        return call;
    }

    private void place(
            SessionCall call,
            List<Map.Entry<String, String>> settings,
            CompletableFuture<LeaseBinding> fresh,
            int placementsLeft) {
        owners.lease(call)
                .thenCompose(lease -> starts.prepare(call, lease, settings).whenComplete((binding, failure) -> {
                    if (failure != null && lease.implicit()) {
                        abandon(lease);
                    }
                }))
                .whenComplete((binding, failure) -> {
                    // Nobody has heard anything of the session yet: another driver is as good.
                    if (placementsLeft > 1 && call.caller().secret() == null && SessionStart.driverFailed(failure)) {
                        executor.execute(() -> retry(call, settings, fresh, placementsLeft - 1));
                        return;
                    }
                    finish(call, fresh, binding, failure);
                });
    }

    private void retry(
            SessionCall call,
            List<Map.Entry<String, String>> settings,
            CompletableFuture<LeaseBinding> fresh,
            int placementsLeft) {
        try {
            place(call, settings, fresh, placementsLeft);
        } catch (RuntimeException e) {
            finish(call, fresh, null, e);
        }
    }

    /** Gives back a lease that was made for a session which then could not start. */
    private void abandon(Lease lease) {
        executor.execute(() -> {
            if (!used(lease.id())) {
                leases.release(lease.id(), EndReason.RELEASED);
            }
        });
    }

    private boolean used(String leaseId) {
        return bindings.values().stream()
                .anyMatch(bound -> bound.isDone()
                        && !bound.isCompletedExceptionally()
                        && bound.join().leaseId().equals(leaseId));
    }

    private void finish(
            SessionCall call,
            CompletableFuture<LeaseBinding> fresh,
            @Nullable LeaseBinding binding,
            @Nullable Throwable failure) {
        SessionKey session = call.session();
        if (failure != null || binding == null) {
            bindings.remove(session, fresh);
            fresh.completeExceptionally(Failures.cause(requireNonNull(failure, "failure")));
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
}
