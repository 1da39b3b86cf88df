package dev.sparkgate.driver.fixed;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.ConnectClient;
import dev.sparkgate.connect.ConnectClient.ServerFacts;
import dev.sparkgate.connect.SessionKey;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A session of the gateway's own on a server that others run. As long as the server knows it, it is the server that was
 * taken; one that was started anew on the same address does not know it.
 *
 * <p>From Spark 4.0 on a server has a random name of its own for each session, and refuses a request that carries another
 * ({@code INVALID_HANDLE.SESSION_CHANGED}). Spark 3.5 makes a new session without a word: there, the generation that was
 * left in the session's settings is missing.
 */
final class Sentinel {
    private static final String USER = "sparkgate-probe";
    private static final String MARK = "sparkgate.generation";

    private final SessionKey session;
    private final String generation;
    private final ServerFacts facts;

    private Sentinel(SessionKey session, String generation, ServerFacts facts) {
        this.session = requireNonNull(session, "session");
        this.generation = requireNonNull(generation, "generation");
        this.facts = requireNonNull(facts, "facts");
    }

    /** Leaves one on a server. */
    static CompletableFuture<Sentinel> leave(ConnectClient client, String generation, Duration timeout) {
        SessionKey session = new SessionKey(USER, UUID.randomUUID().toString());
        return client.server(session, timeout)
                .thenCompose(facts -> client.setConfig(session, Map.of(MARK, generation), timeout)
                        .thenApply(done -> new Sentinel(session, generation, facts)));
    }

    /** Returns the exact Spark version of the server. */
    String spark() {
        return facts.version();
    }

    /** Says whether it is still there; also keeps it from being closed for idleness. Fails when the server does not answer. */
    CompletableFuture<Boolean> isThere(ConnectClient client, Duration timeout) {
        return client.setting(session, MARK, facts.serverSide(), timeout)
                .thenApply(mark ->
                        generation.equals(mark.value()) && mark.serverSide().equals(facts.serverSide()))
                .exceptionallyCompose(failure -> Sentinel.isNoMore(failure)
                        ? CompletableFuture.completedFuture(false)
                        : CompletableFuture.failedFuture(failure));
    }

    /** Takes it away; what stands in its place on another server as well. */
    CompletableFuture<Void> release(ConnectClient client, Duration timeout) {
        return client.releaseSession(session, timeout);
    }

    private static boolean isNoMore(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String message = String.valueOf(status.getDescription());
        return status.getCode() == Status.Code.INTERNAL
                && (message.contains("INVALID_HANDLE.SESSION_CHANGED")
                        || message.contains("INVALID_HANDLE.SESSION_CLOSED"));
    }
}
