package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A lease that is released once, whoever comes first: the end of the command, a signal, the end of this process. Known by
 * its key from before it is asked for, so that an answer still on its way is taken back too.
 */
final class HeldLease implements AutoCloseable {
    /** Whoever ends us gives little time. */
    private static final Duration TIMEOUT = Duration.ofMillis(1500);

    private final Surroundings surroundings;
    private final LeaseApi leases;
    private final String key;
    private volatile @Nullable String id;
    private boolean released;

    HeldLease(Surroundings surroundings, LeaseApi leases, String key) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
        this.leases = requireNonNull(leases, "leases");
        this.key = requireNonNull(key, "key");
    }

    void granted(Lease lease) {
        id = lease.id();
    }

    /** Releases the lease. Synchronized: who comes second waits until it is done, since it ends the process. */
    @Override
    public synchronized void close() {
        if (released) {
            return;
        }
        released = true;
        String known = id;
        try {
            if (known == null) {
                leases.releaseKey(key, TIMEOUT);
                return;
            }
            leases.release(known, TIMEOUT);
        } catch (SparkgateException e) {
            if (e.code() == ErrorCode.LEASE_UNKNOWN) {
                return; // gone already
            }
            if (known == null && e.code() == ErrorCode.GATEWAY_UNREACHABLE) {
                return; // whoever asked for the lease says so; if it is granted all the same, nobody will use it
            }
            surroundings.say(e.code() + ": lease " + (known == null ? "with key " + key : known)
                    + " could not be released: " + e.getMessage() + "; it ends by its time to live");
        }
    }
}
