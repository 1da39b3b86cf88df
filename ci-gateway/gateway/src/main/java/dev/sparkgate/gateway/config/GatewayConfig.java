package dev.sparkgate.gateway.config;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.Address;
import dev.sparkgate.fixture.FixtureLimits;
import dev.sparkgate.namespace.fixture.TemplatePolicy;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Regions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration of a gateway, valid by construction.
 *
 * @param state where leases are kept
 * @param memoryCap bytes of heap that all drivers that are launched may have together; null = as much as they want
 * @param region where this gateway is: clusters there go first; null = it has no preference
 * @param aliases further metadata names for the routing headers: {@code team|environment|user → header}
 */
public record GatewayConfig(
        Grpc grpc,
        Http http,
        State state,
        Map<String, String> aliases,
        String defaultEnvironment,
        @Nullable String region,
        Observability observability,
        Fixtures fixtures,
        Auth auth,
        Map<String, Cluster> clusters,
        Map<String, PoolPolicy> pools,
        Map<String, Environment> environments,
        @Nullable Long memoryCap) {
    public GatewayConfig {
        requireNonNull(grpc, "grpc");
        requireNonNull(http, "http");
        requireNonNull(state, "state");
        requireNonNull(defaultEnvironment, "defaultEnvironment");
        requireNonNull(observability, "observability");
        requireNonNull(fixtures, "fixtures");
        requireNonNull(auth, "auth");
        aliases = inOrder(aliases);
        clusters = inOrder(clusters);
        pools = inOrder(pools);
        environments = inOrder(environments);
    }

    /**
     * The database that leases are kept in.
     *
     * @param jdbcUrl null = a file in the gateway's own state folder
     * @param user null = as the URL says
     * @param passwordEnv names the environment variable that holds the password; null = as the URL says
     */
    public record State(
            @Nullable String jdbcUrl,
            @Nullable String user,
            @Nullable String passwordEnv) {
        /** A file in the gateway's own state folder. */
        public static final State OWN_FILE = new State(null, null, null);
    }

    /** Returns where this gateway and its clusters are. */
    public Regions regions() {
        Map<String, String> byCluster = new LinkedHashMap<>();
        clusters.forEach((name, cluster) -> {
            String of = cluster.region();
            if (of != null) {
                byCluster.put(name, of);
            }
        });
        return new Regions(region, byCluster);
    }

    /** Returns the same configuration, listening on other ports; 0 = any free one. */
    public GatewayConfig withPorts(int grpcPort, int httpPort) {
        return new GatewayConfig(
                new Grpc(
                        new Address(grpc.address().host(), grpcPort), grpc.maxMessageBytes(), grpc.drain(), grpc.tls()),
                new Http(new Address(http.address().host(), httpPort)),
                state,
                aliases,
                defaultEnvironment,
                region,
                observability,
                fixtures,
                auth,
                clusters,
                pools,
                environments,
                memoryCap);
    }

    /** Keeps the order of the file, which people see again in listings. */
    private static <T> Map<String, T> inOrder(Map<String, T> named) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(named));
    }

    /**
     * The data plane.
     *
     * @param maxMessageBytes the largest message let through, each way
     * @param drain how long calls may go on after the gateway is told to stop; null = {@link #DRAIN}, or less where the
     *     gateway ends with its job
     */
    public record Grpc(
            Address address,
            long maxMessageBytes,
            @Nullable Duration drain,
            @Nullable Tls tls) {
        /** How long calls may go on where nothing is said. */
        public static final Duration DRAIN = Duration.ofSeconds(20);

        public Grpc {
            requireNonNull(address, "address");
        }
    }

    /** The control plane. */
    public record Http(Address address) {
        public Http {
            requireNonNull(address, "address");
        }
    }

    /**
     * What is written of each call, beside the metrics.
     *
     * @param otlp where spans go: the base URL of an OTLP/HTTP receiver; null = as the environment says
     */
    public record Observability(
            AccessLog accessLog, @Nullable URI otlp) {
        /** Nothing. */
        public static final Observability NONE = new Observability(new AccessLog.Off(), null);

        public Observability {
            requireNonNull(accessLog, "accessLog");
        }
    }

    /**
     * What is kept of fixtures.
     *
     * @param maxBytes the most that a fixture's files may be together
     * @param keep how long what nobody asks for stays
     * @param timeout how long one statement of a build may take
     */
    public record Fixtures(long maxBytes, Duration keep, Duration timeout) {
        /** What suits most. */
        public static final Fixtures USUAL =
                new Fixtures(FixtureLimits.USUAL.bytes(), TemplatePolicy.USUAL.keep(), TemplatePolicy.USUAL.timeout());

        public Fixtures {
            requireNonNull(keep, "keep");
            requireNonNull(timeout, "timeout");
        }
    }

    /** Where each call leaves a line. */
    public sealed interface AccessLog {
        /** Nowhere. */
        record Off() implements AccessLog {}

        /** In the gateway's own log. */
        record OwnLog() implements AccessLog {}

        /** In a file, appended. */
        record LogFile(Path path) implements AccessLog {
            public LogFile {
                requireNonNull(path, "path");
            }
        }
    }

    /** PEM files. */
    public record Tls(Path certificate, Path key) {
        public Tls {
            requireNonNull(certificate, "certificate");
            requireNonNull(key, "key");
        }
    }

    /** How callers are known. */
    public record Auth(Mode mode) {
        /** The ways. */
        public enum Mode {
            /** Nobody is asked; loopback only. */
            OPEN
        }
    }

    /** A place where drivers run. */
    public sealed interface Cluster {
        /** Returns where it is; null = nowhere in particular. */
        @Nullable
        String region();

        /** Drivers as child processes of this machine. */
        record ProcessCluster(@Nullable String region) implements Cluster {}

        /** Drivers that others run. */
        record StaticCluster(
                List<StaticDriver> drivers, @Nullable String region) implements Cluster {
            public StaticCluster {
                drivers = List.copyOf(drivers);
            }
        }
    }

    /**
     * A driver that others run.
     *
     * @param tokenEnv names the environment variable that holds its token
     */
    public record StaticDriver(Address address, @Nullable String tokenEnv) {
        public StaticDriver {
            requireNonNull(address, "address");
        }
    }

    /** Returns the address the gRPC side listens on, for messages. */
    public Address grpcAddress() {
        return grpc.address();
    }
}
