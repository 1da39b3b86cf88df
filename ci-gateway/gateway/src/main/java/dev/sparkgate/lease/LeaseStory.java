package dev.sparkgate.lease;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import org.jspecify.annotations.Nullable;

/** Tells why a lease cannot be used. */
final class LeaseStory {
    private LeaseStory() {}

    static @Nullable Problem problem(Lease lease) {
        if (lease.state() instanceof LeaseState.Ending ending) {
            return ending.problem();
        }
        return lease.state() instanceof LeaseState.Ended ended ? ended.problem() : null;
    }

    /** Returns what to tell the caller of a lease that is over. */
    static SparkgateException whyOver(Lease lease) {
        Problem problem = problem(lease);
        return problem == null ? notActive(lease) : problem.failure();
    }

    static SparkgateException notActive(Lease lease) {
        LeaseState state = lease.state();
        if (!state.over()) {
            return new SparkgateException(
                    ErrorCode.LEASE_PENDING,
                    "lease " + lease.id() + " is " + state.word() + ", not granted yet; wait for it");
        }
        String next = lease.implicit() ? "; open a new session" : "; acquire a new lease";
        return new SparkgateException(endCode(state), "lease " + lease.id() + " is over: " + story(lease) + next);
    }

    static ErrorCode endCode(LeaseState state) {
        return switch (endReason(state)) {
            case EXPIRED, IDLE -> ErrorCode.LEASE_EXPIRED;
            case DRIVER_LOST -> ErrorCode.DRIVER_LOST;
            case RELEASED, REVOKED, FAILED -> ErrorCode.LEASE_ENDED;
        };
    }

    static EndReason endReason(LeaseState state) {
        if (state instanceof LeaseState.Ending ending) {
            return ending.reason();
        }
        if (state instanceof LeaseState.Ended ended) {
            return ended.reason();
        }
        throw new IllegalStateException("not over: " + state);
    }

    static String story(Lease lease) {
        if (lease.state() instanceof LeaseState.Ending ending) {
            return ending.reason() + " at " + ending.since();
        }
        if (lease.state() instanceof LeaseState.Ended ended) {
            return ended.reason() + " at " + ended.at();
        }
        return lease.state().word();
    }
}
