package dev.sparkgate.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sparkgate.driver.Address;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.Place;
import dev.sparkgate.lease.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes a lease as the API shows it. */
final class LeaseJson {
    private final Address grpc;

    LeaseJson(Address grpc) {
        this.grpc = grpc;
    }

    /**
     * Writes a lease.
     *
     * @param secret null = the reader did not create it
     * @param waiting how it stands in the queue
     */
    ObjectNode write(Lease lease, @Nullable String secret, LeaseManager.Waiting waiting) {
        ObjectNode json = Json.object();
        LeaseState state = lease.state();
        json.put("id", lease.id());
        json.put("state", state.word());
        ended(json, state);
        if (secret != null) {
            json.put("secret", secret);
        }
        json.put("remote", "sc://" + grpc + (secret == null ? "" : "/;x-sparkgate-lease=" + secret));
        json.put("namespace", lease.namespace().name());
        json.put("catalog", lease.namespace().catalog());
        json.put("database", lease.namespace().database());
        json.put("environment", lease.environment());
        json.put("team", lease.team());
        json.put("user", lease.user());
        Place place = state.place();
        json.put("spark", place == null ? lease.spark() : place.spark());
        json.put("driver", place == null ? null : place.driverId());
        if (lease.key() != null && !lease.implicit()) {
            json.put("key", lease.key());
        }
        ObjectNode labels = json.putObject("labels");
        lease.labels().forEach(labels::put);
        json.put("createdAt", text(lease.createdAt()));
        Instant grantedAt = grantedAt(state);
        if (grantedAt != null) {
            json.put("grantedAt", text(grantedAt));
            json.put("waitedMs", Duration.between(lease.createdAt(), grantedAt).toMillis());
        }
        if (state instanceof LeaseState.Active active) {
            json.put("expiresAt", text(active.expiresAt()));
        }
        json.put("idleAfter", lease.idleAfter().toString());
        if (waiting.position() > 0) {
            json.put("queuePosition", waiting.position());
        }
        estimate(json, waiting);
        return json;
    }

    /** Says how long a lease will wait, if anybody can tell. */
    static void estimate(ObjectNode json, LeaseManager.Waiting waiting) {
        if (waiting.estimate() != null) {
            json.put(
                    "estimatedWait",
                    waiting.estimate().truncatedTo(ChronoUnit.MILLIS).toString());
        }
    }

    private static void ended(ObjectNode json, LeaseState state) {
        Problem problem = null;
        if (state instanceof LeaseState.Ending ending) {
            json.put("reason", ending.reason().name());
            problem = ending.problem();
        } else if (state instanceof LeaseState.Ended ended) {
            json.put("reason", ended.reason().name());
            json.put("endedAt", text(ended.at()));
            problem = ended.problem();
        }
        if (problem != null) {
            json.putObject("problem").put("code", problem.code().name()).put("detail", problem.detail());
        }
    }

    private static @Nullable Instant grantedAt(LeaseState state) {
        if (state instanceof LeaseState.Active active) {
            return active.grantedAt();
        }
        if (state instanceof LeaseState.Ending ending) {
            return ending.grantedAt();
        }
        return state instanceof LeaseState.Ended ended ? ended.grantedAt() : null;
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
