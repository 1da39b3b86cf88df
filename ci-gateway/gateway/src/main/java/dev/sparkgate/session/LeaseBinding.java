package dev.sparkgate.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseUse;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A session bound to its lease and driver. */
final class LeaseBinding implements Binding {
    /** More than any client runs at once in one lease; the next ones are told to wait. */
    private static final int MAX_CALLS = 2_000;

    private final SessionKey session;
    private final Lease lease;
    private final Backend backend;
    private final LeaseUse use;
    private final byte @Nullable [] secret;
    private final AtomicReference<@Nullable RuntimeException> problem = new AtomicReference<>();
    /** The connection that showed the secret last: what comes on it without is the same client's. */
    private volatile @Nullable Peer peer;

    LeaseBinding(SessionKey session, Lease lease, Backend backend, LeaseUse use, @Nullable String secret) {
        this.session = session;
        this.lease = lease;
        this.backend = backend;
        this.use = use;
        this.secret = secret == null ? null : secret.getBytes(UTF_8);
    }

    @Override
    public SessionKey session() {
        return session;
    }

    Lease lease() {
        return lease;
    }

    @Override
    public String leaseId() {
        return lease.id();
    }

    @Override
    public String environment() {
        return lease.environment();
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public void begin(long nowMillis) {
        use.begin(nowMillis);
    }

    @Override
    public void end(long nowMillis) {
        use.end(nowMillis);
    }

    /** Returns the binding of another session of the same lease. */
    LeaseBinding of(SessionKey other) {
        LeaseBinding binding =
                new LeaseBinding(other, lease, backend, use, secret == null ? null : new String(secret, UTF_8));
        binding.peer = peer;
        return binding;
    }

    /** Has the next call of the session fail, once: it is the first that can be told. */
    void tell(RuntimeException failure) {
        problem.set(failure);
    }

    /** Lets only those call in a session who could have opened it. */
    void check(SessionCall call) {
        Caller caller = call.caller();
        if (secret != null) {
            checkSecret(caller, call);
        } else if (caller.secret() != null
                || differs(caller.team(), lease.team())
                || differs(caller.environment(), lease.environment())
                || differs(caller.user(), lease.user())) {
            throw denied(session);
        }
        if (use.inFlight() >= MAX_CALLS) {
            throw new SparkgateException(
                            ErrorCode.CALLS_EXCEEDED,
                            "lease " + lease.id() + " has " + MAX_CALLS
                                    + " calls in flight (expected: fewer); wait for some of them to end")
                    .with("lease", lease.id());
        }
        if (problem.get() != null) {
            RuntimeException failure = problem.getAndSet(null);
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Says whether a call shows the secret of another lease. */
    boolean otherSecret(SessionCall call) {
        String shown = call.caller().secret();
        return secret != null && shown != null && !MessageDigest.isEqual(secret, shown.getBytes(UTF_8));
    }

    static SparkgateException denied(SessionKey session) {
        return new SparkgateException(
                ErrorCode.ACCESS_DENIED,
                "session " + session.sessionId()
                        + " belongs to another lease (expected: the lease or routing headers it was opened with); "
                        + "open a session of your own");
    }

    private void checkSecret(Caller caller, SessionCall call) {
        if (caller.secret() == null) {
            if (!mayLackSecret(call)) {
                throw denied(session);
            }
            return;
        }
        if (!MessageDigest.isEqual(secret, caller.secret().getBytes(UTF_8))) {
            throw denied(session);
        }
        if (peer != call.peer()) {
            peer = call.peer();
        }
    }

    /** Go sends no headers with Config: it follows its session, on the same connection or at least from the same host. */
    private boolean mayLackSecret(SessionCall call) {
        Peer known = peer;
        return known != null
                && (known == call.peer()
                        || call.method() == Method.CONFIG
                                && known.host().equals(call.peer().host()));
    }

    private static boolean differs(@Nullable String said, String bound) {
        return said != null && !said.equals(bound);
    }
}
