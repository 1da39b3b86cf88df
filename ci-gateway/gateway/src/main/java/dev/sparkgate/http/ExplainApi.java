package dev.sparkgate.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.namespace.NamespaceNaming;
import dev.sparkgate.route.Candidate;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Explainer;
import dev.sparkgate.route.Explanation;
import dev.sparkgate.route.Router;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says where a request would go, and why, without taking anything. */
final class ExplainApi {
    /** As long as a lease's id, which is not known before there is one. */
    private static final String SOME_LEASE = "0lease0id0";

    private final Explainer explainer;
    private final Router router;
    private final LeaseManager leases;

    ExplainApi(Explainer explainer, Router router, LeaseManager leases) {
        this.explainer = explainer;
        this.router = router;
        this.leases = leases;
    }

    void register(JavalinConfig config) {
        config.routes.get("/api/v1/explain", this::explain);
    }

    private void explain(Context context) {
        String team = context.queryParam("team");
        String user = context.queryParam("user");
        Explanation explanation = explainer.explain(
                context.queryParam("environment"), team, context.queryParam("spark"), client(context));
        Environment environment = router.environment(explanation.environment());
        ObjectNode json = Json.object();
        json.put("environment", explanation.environment());
        json.put("team", team);
        json.put("user", user);
        json.put("spark", explanation.spark());
        json.put("outcome", explanation.outcome().name());
        json.put("pool", explanation.pool());
        json.put("driver", explanation.driver());
        json.put("because", explanation.because());
        json.set("pools", Json.array(explanation.pools(), ExplainApi::verdict));
        if (team != null) {
            json.set("namespace", namespace(environment, team, Objects.requireNonNullElse(user, "anybody")));
            json.set("teamLeases", teamLeases(environment, team));
        }
        json.put("queued", queued(environment));
        Json.answer(context, 200, json);
    }

    private static @Nullable String client(Context context) {
        String client = context.queryParam("client");
        if (client == null || client.matches("\\d{1,3}\\.\\d{1,3}(\\.\\d+)?")) {
            return client;
        }
        throw new SparkgateException(
                ErrorCode.REQUEST_INVALID,
                "client '" + client + "' is not a Spark version (expected: like 4.1 or 4.1.2); correct it");
    }

    private static ObjectNode verdict(Explanation.Verdict verdict) {
        Candidate candidate = verdict.candidate();
        return Json.object()
                .put("pool", candidate.pool())
                .put("cluster", candidate.cluster())
                .put("region", candidate.region())
                .put("spark", candidate.spark())
                .put("weight", candidate.weight())
                .put("eligible", candidate.refusal() == null)
                .put("chosen", verdict.chosen())
                .put("drivers", verdict.drivers())
                .put("leases", verdict.leases())
                .put("places", verdict.places())
                .put("why", verdict.why());
    }

    private static ObjectNode namespace(Environment environment, String team, String user) {
        Namespace namespace =
                new NamespaceNaming(environment.name(), team, user, SOME_LEASE, SOME_LEASE).by(environment.namespace());
        return Json.object()
                .put("name", namespace.name().replace(SOME_LEASE, "{lease}"))
                .put("lifetime", namespace.lifetime().name().toLowerCase(java.util.Locale.ROOT))
                .put("catalog", namespace.catalog());
    }

    private ObjectNode teamLeases(Environment environment, String team) {
        int count = leases.list(lease -> lease.environment().equals(environment.name())
                        && lease.team().equals(team)
                        && lease.state().place() != null
                        && !(lease.state() instanceof LeaseState.Ended))
                .size();
        return Json.object()
                .put("count", count)
                .put("most", environment.access().leasesPerTeam());
    }

    private int queued(Environment environment) {
        return leases.list(lease ->
                        lease.environment().equals(environment.name()) && lease.state() instanceof LeaseState.Queued)
                .size();
    }
}
