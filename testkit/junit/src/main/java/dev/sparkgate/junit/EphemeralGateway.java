package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway of one's own, in a child process, for programs and for test frameworks other than JUnit:
 *
 * <pre>{@code
 * try (EphemeralGateway gateway = EphemeralGateway.start()) {
 *     SparkLease lease = gateway.lease("test");
 *     SparkSession spark = SparkSession.builder().remote(lease.remote()).create();
 *     …
 * }
 * }</pre>
 *
 * <p>Closing it releases its leases and ends it. Should this process die first, the gateway ends by its TTL, an hour
 * unless the options say otherwise.
 */
public final class EphemeralGateway implements AutoCloseable {
    private final GatewayProcess process;
    private final GatewayProcess.Ready ready;
    private final LeaseSource leases;

    private EphemeralGateway(GatewayProcess process, GatewayProcess.Ready ready, LeaseSource leases) {
        this.process = process;
        this.ready = ready;
        this.leases = leases;
    }

    /**
     * Starts a gateway and waits until it is ready.
     *
     * @param options further options of {@code sparkgate up}, such as {@code "--config", "sparkgate.yaml"} or
     *     {@code "--ttl", "10m"}
     * @throws SparkGatewayException when no {@code sparkgate} command is found, or it fails; with its last words
     */
    public static EphemeralGateway start(String... options) {
        return start(Surroundings.ofThisProcess(), List.of(options));
    }

    static EphemeralGateway start(Surroundings surroundings, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("up", "--json"));
        addUnlessGiven(arguments, options, "--grpc-port", "0");
        addUnlessGiven(arguments, options, "--http-port", "0");
        addUnlessGiven(arguments, options, "--ttl", "1h");
        arguments.addAll(options);
        GatewayProcess process = GatewayProcess.start(new LauncherFinder(surroundings).find(), arguments, surroundings);
        GatewayProcess.Ready ready = process.awaitReady();
        return new EphemeralGateway(process, ready, new LeaseSource(surroundings, ready.address()));
    }

    /** Returns the connection string of the gateway, {@code sc://HOST:PORT}, under no lease. */
    public String remote() {
        return ready.remote();
    }

    /** Returns the address of its HTTP API. */
    public String http() {
        return ready.address().toString();
    }

    /** Returns the names of its environments. */
    public List<String> environments() {
        return ready.environments();
    }

    /**
     * Leases a namespace; waits in the queue if need be. Ends with the gateway.
     *
     * @throws SparkGatewayException when it is refused
     */
    public SparkLease lease(String environment) {
        requireNonNull(environment, "environment");
        return leases.acquire(LeaseSettings.plain(environment, ""), "EphemeralGateway");
    }

    /**
     * Leases a namespace for some time.
     *
     * @param ttl after which it ends by itself
     * @throws SparkGatewayException when it is refused
     */
    public SparkLease lease(String environment, Duration ttl) {
        requireNonNull(environment, "environment");
        return leases.acquire(LeaseSettings.plain(environment, ttl.toString()), "EphemeralGateway");
    }

    HeldLease lease(LeaseSettings settings, List<FixtureBundle> fixtures, String forWhom) {
        return leases.acquire(settings, fixtures, forWhom);
    }

    /** Says whether the gateway still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        try {
            leases.close();
        } finally {
            process.close();
        }
    }

    private static void addUnlessGiven(List<String> arguments, List<String> options, String name, String value) {
        if (!options.contains(name)) {
            arguments.add(name);
            arguments.add(value);
        }
    }
}
