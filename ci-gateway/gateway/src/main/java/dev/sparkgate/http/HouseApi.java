package dev.sparkgate.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.pool.DriverState;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Router;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The state of the house: environments, pools, drivers, queue. */
final class HouseApi {
    private static final int LOG_LINES = 200;

    private final Router router;
    private final Pools pools;
    private final LeaseManager leases;
    private final BiFunction<String, Integer, List<String>> driverLog;

    /** Answers from these; {@code driverLog} gives the last lines of a driver's output. */
    HouseApi(Router router, Pools pools, LeaseManager leases, BiFunction<String, Integer, List<String>> driverLog) {
        this.router = router;
        this.pools = pools;
        this.leases = leases;
        this.driverLog = driverLog;
    }

    void register(JavalinConfig config) {
        config.routes.get(
                "/api/v1/environments",
                context -> list(context, "environments", Json.array(router.environments(), HouseApi::environment)));
        config.routes.get("/api/v1/pools", context -> list(context, "pools", Json.array(pools.policies(), this::pool)));
        config.routes.get(
                "/api/v1/drivers", context -> list(context, "drivers", Json.array(pools.views(), HouseApi::driver)));
        config.routes.get(
                "/api/v1/queue",
                context -> list(
                        context,
                        "queue",
                        Json.array(leases.list(lease -> lease.state() instanceof LeaseState.Queued), this::queued)));
        config.routes.post("/api/v1/drivers/{id}/drain", this::drain);
        config.routes.get("/api/v1/drivers/{id}/log", this::log);
    }

    private static void list(Context context, String name, JsonNode items) {
        ObjectNode answer = Json.object();
        answer.set(name, items);
        Json.answer(context, 200, answer);
    }

    private static ObjectNode environment(Environment environment) {
        ObjectNode json = Json.object();
        json.put("name", environment.name());
        json.set(
                "pools",
                Json.array(
                        environment.pools(),
                        share -> Json.object().put("pool", share.pool()).put("weight", share.weight())));
        json.putObject("namespace")
                .put("name", environment.namespace().name())
                .put("lifetime", environment.namespace().lifetime().name().toLowerCase(java.util.Locale.ROOT));
        ObjectNode catalogs = json.putObject("catalogs");
        environment
                .namespace()
                .catalogs()
                .forEach((name, catalog) -> catalogs.putObject(name)
                        .put("physical", catalog.physical())
                        .put(
                                "type",
                                catalog.type()
                                        .name()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .replace('_', '-')));
        json.putObject("lease")
                .put("ttl", environment.limits().ttl().toString())
                .put("maxTtl", environment.limits().maxTtl().toString())
                .put("idle", environment.limits().idle().toString())
                .put("maxWait", environment.limits().maxWait().toString());
        return json;
    }

    private ObjectNode pool(PoolPolicy pool) {
        List<Pools.View> drivers = pools.views().stream()
                .filter(view -> view.pool().equals(pool.name()))
                .toList();
        ObjectNode json = Json.object();
        json.put("name", pool.name());
        json.put("cluster", pool.cluster());
        json.put("spark", pool.profile().spark());
        json.put("minIdle", pool.minIdle());
        json.put("max", pool.max());
        json.put("leasesPerDriver", pool.leasesPerDriver());
        json.put("drivers", drivers.size());
        json.put("leases", drivers.stream().mapToInt(Pools.View::leases).sum());
        pools.failure(pool.name())
                .ifPresent(failure -> json.putObject("lastFailure")
                        .put("code", failure.code().name())
                        .put("detail", failure.message())
                        .put("inARow", failure.inARow()));
        return json;
    }

    private static ObjectNode driver(Pools.View view) {
        ObjectNode json = Json.object();
        json.put("id", view.id());
        json.put("pool", view.pool());
        json.put("cluster", view.cluster());
        json.put("generation", view.generation());
        json.put("state", view.state().word());
        if (view.health() != null) {
            json.put("health", view.health().word());
        }
        json.put("leases", view.leases());
        if (view.state() instanceof DriverState.Draining draining) {
            json.put("why", draining.why());
        }
        Driver driver = view.driver();
        json.put("address", driver == null ? null : driver.address().toString());
        json.put("spark", driver == null ? null : driver.spark());
        if (driver != null) {
            json.put(
                    "startedAt",
                    driver.startedAt().truncatedTo(ChronoUnit.MILLIS).toString());
            if (driver.pid() != null) {
                json.put("pid", driver.pid());
            }
        }
        return json;
    }

    private ObjectNode queued(Lease lease) {
        LeaseManager.Waiting waiting = leases.waiting(lease.id());
        ObjectNode json = Json.object()
                .put("lease", lease.id())
                .put("environment", lease.environment())
                .put("team", lease.team())
                .put("position", waiting.position())
                .put(
                        "createdAt",
                        lease.createdAt().truncatedTo(ChronoUnit.MILLIS).toString());
        LeaseJson.estimate(json, waiting);
        return json;
    }

    private void drain(Context context) {
        pools.drain(context.pathParam("id"), "drained by request");
        Json.answer(
                context, 200, Json.object().put("id", context.pathParam("id")).put("state", "DRAINING"));
    }

    private void log(Context context) {
        int lines = context.queryParamAsClass("lines", Integer.class).getOrDefault(LOG_LINES);
        context.contentType("text/plain; charset=utf-8")
                .result(String.join("\n", driverLog.apply(context.pathParam("id"), Math.max(1, lines))) + "\n");
    }

    /** Says for {@code /healthz} what is there. */
    static Map<String, Long> driversByState(List<Pools.View> views) {
        return views.stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        view -> view.state().word(), java.util.stream.Collectors.counting()));
    }
}
