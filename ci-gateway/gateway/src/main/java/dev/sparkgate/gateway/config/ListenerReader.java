package dev.sparkgate.gateway.config;

import dev.sparkgate.driver.Address;
import dev.sparkgate.gateway.config.GatewayConfig.Auth;
import dev.sparkgate.gateway.config.GatewayConfig.Fixtures;
import dev.sparkgate.gateway.config.GatewayConfig.Grpc;
import dev.sparkgate.gateway.config.GatewayConfig.Http;
import dev.sparkgate.gateway.config.GatewayConfig.Observability;
import dev.sparkgate.gateway.config.GatewayConfig.State;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code gateway}. */
record ListenerReader(Auth auth, Collection<String> environments) {
    private static final Scalar<Integer> PORT = Scalars.number("a port", 0, 65535);
    private static final Scalar<Long> MESSAGE = Scalars.size("1MiB", "2047MiB", Sizes::print);
    private static final Scalar<Long> MEMORY = Scalars.size("512m", "1048576g", Sizes::print);
    private static final Scalar<Duration> DRAIN = Scalars.duration(Duration.ZERO, Duration.ofHours(1));
    private static final Scalar<String> HEADER = Scalars.text(
            "a metadata name",
            "lower-case letters, digits, '-', '_' and '.', not ending in -bin, not starting with grpc-",
            "(?!grpc-|authorization$|authentication$)[a-z0-9_.-]{1,100}(?<!-bin)");

    /** What the section says. */
    record Listeners(
            Grpc grpc,
            Http http,
            State state,
            Map<String, String> aliases,
            String defaultEnvironment,
            @Nullable String region,
            Observability observability,
            Fixtures fixtures,
            @Nullable Long memoryCap) {}

    Listeners read(Section in) {
        Grpc grpc = in.section("grpc", "The data plane: what Spark clients connect to.", this::grpc);
        Http http =
                in.section("http", "The control plane: HTTP API, dashboard, metrics.", section -> http(section, grpc));
        State state = in.section("state", "Where leases are kept.", ListenerReader::state);
        Map<String, String> aliases = in.section(
                "header-aliases",
                "Further metadata names for the routing headers x-sparkgate-*.",
                ListenerReader::aliases);
        String environment = in.optional(
                "default-environment",
                Scalars.NAME,
                "The environment of callers that name none. Default: local, else the only one.");
        String region = in.optional(
                "region",
                Scalars.NAME,
                "Where this gateway is: pools of clusters elsewhere serve only when none of its own region can.");
        Observability observability = ObservabilityReader.read(in);
        Long memoryCap = in.optional(
                "memory-cap",
                MEMORY,
                "Heap that all drivers together may have that the gateway launches. Default: no cap.");
        return new Listeners(
                grpc,
                http,
                state,
                aliases,
                References.orDefault(in, "default-environment", "environment", environment, "local", environments),
                region,
                observability,
                in.section("fixtures", "What is kept of fixtures.", FixturesReader::limits),
                memoryCap);
    }

    private Grpc grpc(Section in) {
        Address address = address(in, "grpc", EmbeddedDefaults.GRPC);
        long maxMessage = in.value(
                "max-message", MESSAGE, EmbeddedDefaults.MAX_MESSAGE, "The largest message let through, each way.");
        Duration drain = in.value(
                "drain",
                DRAIN,
                EmbeddedDefaults.DRAIN,
                "How long calls may go on after the gateway is told to stop; then they end as UNAVAILABLE.");
        if (in.has("tls")) {
            in.problem("tls", "is not supported by this version (supported: plain gRPC on loopback); remove it");
        }
        return new Grpc(address, maxMessage, in.has("drain") ? drain : null, null);
    }

    private Http http(Section in, Grpc grpc) {
        Address address = address(in, "http", EmbeddedDefaults.HTTP);
        if (address.port() != 0 && address.port() == grpc.address().port()) {
            in.problem(
                    "port",
                    "port " + address.port()
                            + " is gateway.grpc.port too (expected: two different ports, or 0 for any free one)");
        }
        return new Http(address);
    }

    private Address address(Section in, String plane, Address fallback) {
        String host = in.value("address", Scalars.HOST, fallback.host(), "The address to listen on.");
        int port = in.value("port", PORT, fallback.port(), "The port to listen on; 0 = any free one.");
        if (auth.mode() == Auth.Mode.OPEN && !Hosts.isLoopback(host)) {
            in.problem(
                    "address",
                    "gateway." + plane + ".address '" + host
                            + "' can be reached from other machines while auth.mode is 'open'"
                            + " (expected: a loopback address such as 127.0.0.1, ::1 or localhost);"
                            + " listen on loopback and put a tunnel or an authenticating proxy in front");
        }
        return new Address(host, port);
    }

    private static State state(Section in) {
        return new State(
                jdbcUrl(in),
                in.optional("user", Scalars.TEXT, "The database's user. Default: as the URL says."),
                in.optional(
                        "password-env",
                        Scalars.VARIABLE,
                        "The environment variable of the gateway that holds the user's password. Default: as the URL says."));
    }

    private static @Nullable String jdbcUrl(Section in) {
        String url = in.optional(
                "jdbc",
                Scalars.TEXT,
                "JDBC URL of an H2 or PostgreSQL database. Default: a file in the gateway's own state folder.");
        if (url == null || url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:")) {
            return url;
        }
        // no more than the scheme is shown: such a URL may carry a password
        String scheme = url.matches("jdbc:\\w+:.*") ? url.substring(0, url.indexOf(':', 5) + 1) + "…" : "this URL";
        in.problem(
                "jdbc",
                scheme + " is not a JDBC URL of a known database (expected: jdbc:h2:file:PATH or"
                        + " jdbc:postgresql://HOST:PORT/DATABASE)");
        return url;
    }

    private static Map<String, String> aliases(Section in) {
        Map<String, String> aliases = new LinkedHashMap<>();
        for (String header : new String[] {"team", "environment", "user"}) {
            String alias = in.optional(header, HEADER, "A further name of x-sparkgate-" + header + ".");
            if (alias != null && aliases.containsValue(alias)) {
                in.problem(header, "'" + alias + "' is an alias twice (expected: a name of its own for each header)");
            }
            if (alias != null) {
                aliases.put(header, alias);
            }
        }
        return aliases;
    }
}
