package dev.sparkgate.http;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.ConnectionHolds;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code GET /api/v1/leases/{id}/hold}: server-sent events as long as the client reads them. A lease that was held so ends a
 * while after its last such connection.
 */
final class HoldApi {
    private static final String PATH = LeaseApi.PATH + "/{id}/hold";

    private final ConnectionHolds holds;
    private final LeaseManager leases;
    private final Set<Held> open = ConcurrentHashMap.newKeySet();

    /** One connection; only the first sign of its end counts. */
    private record Held(String lease, SseClient client, AtomicBoolean over) {}

    HoldApi(ConnectionHolds holds, LeaseManager leases) {
        this.holds = holds;
        this.leases = leases;
    }

    void register(JavalinConfig config) {
        config.routes.before(PATH, this::check);
        config.routes.sse(PATH, this::hold);
    }

    /** Writes to each connection: only so does a client that is gone show; ends those whose lease is over. */
    void beat() {
        for (Held held : open) {
            String state = leases.find(held.lease()).map(HoldApi::word).orElse("ENDED");
            held.client().sendEvent("state", state);
            if (state.equals("ENDED") || state.equals("ENDING")) {
                held.client().close();
            }
            if (held.client().terminated()) {
                end(held);
            }
        }
    }

    /** Refuses while that can still be told as a problem: the stream begins with its status. */
    private void check(Context context) {
        holds.check(context.pathParam("id"));
        String accept = context.header("Accept");
        if (accept == null || !accept.contains("text/event-stream")) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "Accept '" + accept + "' cannot hold a lease (expected: text/event-stream); send that header and "
                            + "read on");
        }
    }

    private void hold(SseClient client) {
        Context context = client.ctx();
        String id = context.pathParam("id");
        holds.opened(id);
        Held held = new Held(id, client, new AtomicBoolean());
        client.onClose(() -> end(held));
        client.keepAlive();
        open.add(held);
        client.sendEvent("state", leases.find(id).map(HoldApi::word).orElse("ENDED"));
    }

    private void end(Held held) {
        open.remove(held);
        if (held.over().compareAndSet(false, true)) {
            holds.closed(held.lease());
        }
    }

    private static String word(Lease lease) {
        return lease.state().word();
    }
}
