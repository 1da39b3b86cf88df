package dev.sparkgate.proxy;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.session.Backend;
import dev.sparkgate.session.Binding;
import dev.sparkgate.session.Caller;
import dev.sparkgate.session.SessionBinder;
import dev.sparkgate.session.SessionCall;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

/** Leases with fixed secrets, all on one driver: a session belongs to the secret that it came with first. */
final class TestLeases implements SessionBinder {
    static final String SECRET = "secret-of-lease-1";
    static final String OTHER_SECRET = "secret-of-lease-2";

    final Map<SessionKey, String> owners = new ConcurrentHashMap<>();
    final AtomicInteger inFlight = new AtomicInteger();
    final List<SessionKey> released = new CopyOnWriteArrayList<>();
    private final Set<String> secrets = Set.of(SECRET, OTHER_SECRET);
    private final Backend backend;
    private volatile Executor executor = ForkJoinPool.commonPool();

    TestLeases(Backend backend) {
        this.backend = backend;
    }

    /** Has sessions bound when and where {@code executor} says. */
    void bindOn(Executor next) {
        executor = next;
    }

    @Override
    public Binding bound(SessionCall call) {
        String owner = owners.get(call.session());
        if (owner == null) {
            return null;
        }
        check(call, owner);
        return new ToDriver(call.session());
    }

    @Override
    public CompletableFuture<Binding> bind(SessionCall call) {
        return CompletableFuture.supplyAsync(
                () -> {
                    String secret = call.caller().secret();
                    if (secret == null || !secrets.contains(secret)) {
                        throw new SparkgateException(
                                ErrorCode.LEASE_UNKNOWN, "lease is not known (expected: one of two); acquire one");
                    }
                    String owner = owners.putIfAbsent(call.session(), secret);
                    check(call, owner == null ? secret : owner);
                    return new ToDriver(call.session());
                },
                executor);
    }

    @Override
    public CompletableFuture<Boolean> defer(SessionCall call, Caller routing, List<Map.Entry<String, String>> pairs) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public void cloned(Binding original, SessionKey clone) {
        owners.put(clone, owners.get(original.session()));
    }

    @Override
    public CompletableFuture<Void> released(Binding gone, boolean mayComeBack) {
        released.add(gone.session());
        return CompletableFuture.completedFuture(null);
    }

    private static void check(SessionCall call, String owner) {
        if (!owner.equals(call.caller().secret())) {
            throw new SparkgateException(
                    ErrorCode.ACCESS_DENIED, "session belongs to another lease (expected: its own); open another");
        }
    }

    private final class ToDriver implements Binding {
        private final SessionKey session;

        ToDriver(SessionKey session) {
            this.session = session;
        }

        @Override
        public SessionKey session() {
            return session;
        }

        @Override
        public String leaseId() {
            return "lease";
        }

        @Override
        public String environment() {
            return "test";
        }

        @Override
        public Backend backend() {
            return backend;
        }

        @Override
        public void begin(long nowMillis) {
            inFlight.incrementAndGet();
        }

        @Override
        public void end(long nowMillis) {
            inFlight.decrementAndGet();
        }
    }
}
