package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The lease calls of the HTTP API. */
final class LeaseApi {
    private static final String LEASES = "/api/v1/leases";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final ApiClient api;

    LeaseApi(ApiClient api) {
        this.api = requireNonNull(api, "api");
    }

    /**
     * Acquires a lease and waits until it is granted.
     *
     * @param forkOf the lease to fork; null = none
     * @param waiting hears of the lease each time the wait goes on
     * @throws SparkgateException as the gateway says, or when the lease ends before it is granted
     */
    Lease acquire(ObjectNode request, @Nullable String forkOf, Consumer<Lease> waiting) {
        String path = forkOf == null ? LEASES : path(forkOf) + "/fork";
        ApiClient.Answer answer = api.post(path, request, TIMEOUT);
        Lease created = new Lease(answer.json());
        if (answer.status() != HttpURLConnection.HTTP_ACCEPTED && !created.isWaiting()) {
            return granted(created);
        }
        waiting.accept(created);
        String secret = created.text("secret");
        Lease granted = awaitGrant(created.id(), waiting);
        if (!secret.isEmpty() && granted.text("secret").isEmpty() && granted.json() instanceof ObjectNode node) {
            node.put("secret", secret); // only the answer to its creator tells it
        }
        return granted;
    }

    /** Waits until a lease is granted. */
    Lease awaitGrant(String id, Consumer<Lease> waiting) {
        Lease lease = get(id, WAIT);
        while (lease.isWaiting()) {
            waiting.accept(lease);
            lease = get(id, WAIT);
        }
        return granted(lease);
    }

    Lease get(String id, Duration wait) {
        String query = wait.isZero() ? "" : "?wait=" + wait.toSeconds() + "s";
        return new Lease(api.get(path(id) + query, wait.plus(TIMEOUT)).json());
    }

    List<Lease> list(String query) {
        List<Lease> leases = new ArrayList<>();
        for (JsonNode lease : api.get(LEASES + query, TIMEOUT).json().path("leases")) {
            leases.add(new Lease(lease));
        }
        return leases;
    }

    Lease extend(String id, Duration ttl) {
        return new Lease(api.post(path(id) + "/extend", Json.object().put("ttl", ttl.toString()), TIMEOUT)
                .json());
    }

    void release(String id, Duration timeout) {
        api.delete(path(id), timeout);
    }

    void releaseKey(String key, Duration timeout) {
        api.delete(LEASES + "?key=" + ApiClient.escape(key), timeout);
    }

    /** Returns what ran under a lease, as {@code application/json} or {@code text/html}. */
    String report(String id, String type) {
        return api.get(path(id) + "/report", type, TIMEOUT).text();
    }

    private static String path(String id) {
        return LEASES + "/" + ApiClient.escape(id);
    }

    private static Lease granted(Lease lease) {
        if (!lease.isOver()) {
            return lease;
        }
        JsonNode problem = lease.json().get("problem");
        if (problem != null) {
            throw Problem.of(problem);
        }
        throw new SparkgateException(
                ErrorCode.LEASE_ENDED,
                "lease " + lease.id() + " ended before it was granted: " + lease.text("reason")
                        + " (expected: a grant); see 'sparkgate list' and the gateway's log");
    }
}
