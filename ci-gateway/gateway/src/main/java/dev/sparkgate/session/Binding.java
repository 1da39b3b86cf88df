package dev.sparkgate.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseUse;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A session bound to its lease and driver. */
public final class Binding {
    private final SessionKey session;
    private final Lease lease;
    private final Backend backend;
    private final LeaseUse use;
    private final byte @Nullable [] secret;

    Binding(SessionKey session, Lease lease, Backend backend, LeaseUse use, @Nullable String secret) {
        this.session = session;
        this.lease = lease;
        this.backend = backend;
        this.use = use;
        this.secret = secret == null ? null : secret.getBytes(UTF_8);
    }

    public SessionKey session() {
        return session;
    }

    Lease lease() {
        return lease;
    }

    /** Returns the name of its lease's environment. */
    public String environment() {
        return lease.environment();
    }

    public Backend backend() {
        return backend;
    }

    /** Notes that a call of the session begins: its lease is not idle. */
    public void begin(long nowMillis) {
        use.begin(nowMillis);
    }

    /** Notes that a call of the session is over. */
    public void end(long nowMillis) {
        use.end(nowMillis);
    }

    /** Returns the binding of another session of the same lease. */
    Binding of(SessionKey other) {
        return new Binding(other, lease, backend, use, secret == null ? null : new String(secret, UTF_8));
    }

    /** Lets only those call in a session who could have opened it. */
    void check(Caller caller, Method method) {
        if (secret != null) {
            boolean same = caller.secret() == null
                    ? method.mayLackHeaders()
                    : MessageDigest.isEqual(secret, caller.secret().getBytes(UTF_8));
            if (!same) {
                throw denied();
            }
            return;
        }
        if (caller.secret() != null
                || differs(caller.team(), lease.team())
                || differs(caller.environment(), lease.environment())
                || differs(caller.user(), lease.user())) {
            throw denied();
        }
    }

    private static boolean differs(@Nullable String said, String bound) {
        return said != null && !said.equals(bound);
    }

    private SparkgateException denied() {
        return new SparkgateException(
                ErrorCode.ACCESS_DENIED,
                "session " + session.sessionId()
                        + " belongs to another lease (expected: the lease or routing headers it was opened with); "
                        + "open a session of your own");
    }
}
