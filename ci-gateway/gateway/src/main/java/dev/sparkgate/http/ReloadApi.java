package dev.sparkgate.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;

/** Has the gateway read its configuration again. For operators: only from its own machine. */
final class ReloadApi {
    private final Supplier<ReloadReport> reload;

    ReloadApi(Supplier<ReloadReport> reload) {
        this.reload = reload;
    }

    void register(JavalinConfig config) {
        config.routes.post("/api/v1/reload", this::reload);
    }

    private void reload(Context context) {
        requireLoopback(context.ip());
        ObjectNode answer = Json.object();
        answer.set(
                "changes",
                Json.array(
                        reload.get().changes(),
                        change -> Json.object()
                                .put("path", change.path())
                                .put("change", change.change())
                                .put("atStart", change.atStart())));
        Json.answer(context, 200, answer);
    }

    private static void requireLoopback(String ip) {
        try {
            if (InetAddress.getByName(ip).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException notAnAddress) {
            // then it is not loopback either
        }
        throw new SparkgateException(
                ErrorCode.ACCESS_DENIED,
                "reload is refused to " + ip + " (expected: a caller on the gateway's own machine); "
                        + "run 'sparkgate reload' there, or send the gateway SIGHUP");
    }
}
