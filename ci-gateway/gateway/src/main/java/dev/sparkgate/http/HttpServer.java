package dev.sparkgate.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sparkgate.auth.Secrets;
import dev.sparkgate.driver.Address;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.ConnectionHolds;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseManager;
import dev.sparkgate.lease.LeaseWaits;
import dev.sparkgate.pool.DriverState;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.report.LeaseReport;
import dev.sparkgate.route.Explainer;
import dev.sparkgate.route.Router;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The control plane over HTTP. */
public final class HttpServer implements AutoCloseable {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    /** A whole CI fleet may ask in the same moment; the default lets 50 connections wait and resets the others. */
    private static final int WAITING_CONNECTIONS = 1024;

    private static final long LARGEST_BODY = 1 << 20;

    private final Javalin javalin;
    private final Address address;
    private final HoldApi holds;

    private HttpServer(Javalin javalin, Address address, HoldApi holds) {
        this.javalin = javalin;
        this.address = address;
        this.holds = holds;
    }

    /**
     * What the API answers from.
     *
     * @param grpc where the data plane listens
     * @param reports says what ran under a lease
     * @param driverLog gives the last lines of a driver's output
     * @param reload reads the configuration again
     * @param fixtures takes fixtures in
     * @param holds ends leases whose connection is gone
     * @param used hears of every request that shows that somebody wants the gateway
     */
    public record Parts(
            Address grpc,
            String version,
            Router router,
            Pools pools,
            LeaseManager leases,
            LeaseWaits waits,
            Secrets secrets,
            PrometheusMeterRegistry metrics,
            Function<Lease, LeaseReport> reports,
            BiFunction<String, Integer, List<String>> driverLog,
            Supplier<ReloadReport> reload,
            FixtureDesk fixtures,
            ConnectionHolds holds,
            Runnable used) {}

    /**
     * Starts to listen.
     *
     * @throws SparkgateException with {@link ErrorCode#PORT_IN_USE}
     */
    public static HttpServer start(Address address, Parts parts) {
        HoldApi holds = new HoldApi(parts.holds(), parts.leases());
        Javalin javalin = Javalin.create(config -> configure(config, address, parts, holds));
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            throw new SparkgateException(
                    ErrorCode.PORT_IN_USE,
                    "HTTP address " + address + " cannot be listened on: " + e.getMessage()
                            + " (expected: a free port); stop what uses it, or choose another with --http-port or "
                            + "gateway.http.port (0 = any free one)",
                    e);
        }
        return new HttpServer(javalin, new Address(address.host(), javalin.port()), holds);
    }

    public Address address() {
        return address;
    }

    /** Looks after the connections that hold leases; to be called about once a second. */
    public void beat() {
        holds.beat();
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private static void configure(JavalinConfig config, Address address, Parts parts, HoldApi holds) {
        config.startup.showJavalinBanner = false;
        config.http.maxRequestSize = LARGEST_BODY;
        QueuedThreadPool threads = new QueuedThreadPool(32, 4);
        threads.setName("http");
        config.jetty.threadPool = threads;
        config.jetty.addConnector((server, http) -> connector(server, http, address));
        boolean loopback = LOOPBACK.contains(address.host());
        config.routes.before(context -> {
            if (loopback) {
                refuseForeignHost(context);
            }
            if (context.path().startsWith("/api/")) {
                parts.used().run();
            }
        });
        Problems.register(config);
        LeaseJson json = new LeaseJson(parts.grpc());
        new LeaseApi(parts.leases(), parts.waits(), json, parts.secrets(), parts.fixtures()).register(config);
        holds.register(config);
        new FixtureApi(parts.fixtures()).register(config);
        new ReportApi(parts.leases(), parts.reports()).register(config);
        new HouseApi(parts.router(), parts.pools(), parts.leases(), parts.driverLog()).register(config);
        new ExplainApi(new Explainer(parts.router(), parts.pools()), parts.router(), parts.leases()).register(config);
        new ReloadApi(parts.reload()).register(config);
        config.routes.get("/healthz", context -> health(context, parts));
        config.routes.get("/readyz", context -> ready(context, parts));
        config.routes.get(
                "/metrics",
                context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                        .result(parts.metrics().scrape()));
        config.routes.get("/openapi.json", HttpServer::openApi);
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, Address address) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(address.host());
        connector.setPort(address.port());
        connector.setAcceptQueueSize(WAITING_CONNECTIONS);
        return connector;
    }

    /** A page of another site whose name was made to point here (DNS rebinding) still says its own name. */
    private static void refuseForeignHost(Context context) {
        String host = Objects.requireNonNullElse(context.host(), "").replaceFirst(":\\d+$", "");
        if (!LOOPBACK.contains(host)) {
            throw new SparkgateException(
                    ErrorCode.ACCESS_DENIED,
                    "host '" + host + "' is not served (expected: localhost or 127.0.0.1); this gateway is for its own "
                            + "machine only");
        }
    }

    private static void health(Context context, Parts parts) {
        ObjectNode answer = Json.object().put("status", "up").put("version", parts.version());
        Json.answer(context, 200, answer);
    }

    /** Ready = the least that each pool keeps hot can serve: a driver is ready, or none is wanted before the first lease. */
    private static void ready(Context context, Parts parts) {
        List<Pools.View> views = parts.pools().views();
        List<String> cold = parts.pools().policies().stream()
                .filter(pool -> pool.minIdle() > 0)
                .filter(pool -> views.stream()
                        .noneMatch(
                                view -> view.pool().equals(pool.name()) && view.state() instanceof DriverState.Ready))
                .map(pool -> pool.name())
                .toList();
        boolean draining = parts.leases().draining();
        String status = draining ? "draining" : cold.isEmpty() ? "ready" : "starting";
        ObjectNode answer = Json.object().put("status", status);
        answer.set("cold", Json.array(cold, name -> Json.object().put("pool", name)));
        Json.answer(context, status.equals("ready") ? 200 : 503, answer);
    }

    private static void openApi(Context context) throws IOException {
        try (InputStream file = HttpServer.class.getResourceAsStream("/openapi.json")) {
            context.contentType("application/json")
                    .result(Objects.requireNonNull(file, "openapi.json").readAllBytes());
        }
    }
}
