package dev.sparkgate.gateway.config;

import dev.sparkgate.driver.Profile;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster.StaticCluster;
import dev.sparkgate.pool.HealthPolicy;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.pool.PoolPolicy.Recycle;
import dev.sparkgate.pool.Scaling;
import dev.sparkgate.text.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one of {@code pools}. */
record PoolReader(Map<String, Cluster> clusters) {
    private static final Scalar<Integer> DRIVERS_KEPT = Scalars.number("a number of drivers", 0, 1000);
    private static final Scalar<Integer> DRIVERS = Scalars.number("a number of drivers", 1, 1000);
    private static final Scalar<Integer> LEASES = Scalars.number("a number of leases", 1, 1_000_000);
    private static final Scalar<Duration> AGE = Scalars.duration(Duration.ofMinutes(1), Duration.ofDays(365));
    private static final Scalar<Duration> PROBE = Scalars.duration(Duration.ofMillis(100), Duration.ofMinutes(10));
    private static final Scalar<Duration> LOST = Scalars.duration(Duration.ofSeconds(1), Duration.ofDays(1));
    private static final Scalar<Long> MEMORY = Scalars.size("512m", "1024g", Sizes::jvm);

    /** Keys that shape a launch, so have no meaning for drivers that others run. */
    private static final List<String> OF_LAUNCHED = List.of("memory", "fast-start", "recycle", "conf", "packages");

    /** What the gateway sets itself, and the key to use instead, if any. */
    private static final Map<String, String> RESERVED = Map.of(
            "spark.driver.memory", "use the pool's key memory",
            "spark.jars.packages", "use the pool's key packages",
            "spark.local.dir", "remove it",
            "spark.connect.authenticate.token", "remove it",
            "spark.connect.grpc.binding.address", "remove it",
            "spark.connect.grpc.binding.port", "remove it");

    PoolPolicy read(String name, Section in) {
        String cluster = in.optional("cluster", Scalars.NAME, "The cluster its drivers run in. Default: the only one.");
        String clusterName = References.orDefault(in, "cluster", "cluster", cluster, "laptop", clusters.keySet());
        boolean launched = !(clusters.get(clusterName) instanceof StaticCluster);

        Profile profile = profile(in);
        int minIdle = in.value(
                "min-idle",
                DRIVERS_KEPT,
                EmbeddedDefaults.MIN_IDLE,
                "Places kept free beyond what is leased, and at least so many drivers.");
        int max = in.value("max", DRIVERS, EmbeddedDefaults.MAX, "Drivers at most.");
        int leases = in.value(
                "leases-per-driver",
                LEASES,
                EmbeddedDefaults.LEASES_PER_DRIVER,
                "Leases that share a driver at a time.");
        Recycle recycle = in.section("recycle", "When a driver is replaced by a fresh one.", PoolReader::recycle);
        HealthPolicy health = in.section("health", "How its drivers are watched.", PoolReader::health);
        Scaling scaling = ScheduleReader.read(in, max);
        if (minIdle > max) {
            in.problem(
                    in.has("min-idle") ? "min-idle" : "max",
                    "min-idle " + minIdle + " is above max " + max
                            + " (expected: at most max); lower min-idle or raise max");
        }
        if (!launched) {
            refuseLaunchKeys(in, clusterName);
        }
        return new PoolPolicy(
                name,
                clusterName,
                profile,
                minIdle,
                max,
                leases,
                launched ? recycle : new Recycle(null, null, null),
                health,
                scaling);
    }

    private static Profile profile(Section in) {
        String spark =
                in.value("spark", Scalars.SPARK_VERSION, EmbeddedDefaults.SPARK, "Spark version of the drivers.");
        long memory = in.value("memory", MEMORY, EmbeddedDefaults.MEMORY, "Heap of a driver.");
        boolean fastStart = in.value(
                "fast-start",
                Scalars.FLAG,
                true,
                "Start quickly at the cost of peak speed (first compiler tier only): right for tests, not for long heavy work.");
        Map<String, String> conf =
                in.pairs("conf", "Spark configuration the drivers are launched with.", PoolReader::refusal);
        List<String> packages = in.values(
                "packages", Scalars.COORDINATE, List.of(), "Maven coordinates added to the drivers' class path.");
        return new Profile(spark, Sizes.jvm(memory), conf, packages, fastStart);
    }

    private static Recycle recycle(Section in) {
        Optional<Integer> leases = in.value(
                "leases", LEASES.orNever(), Optional.of(EmbeddedDefaults.RECYCLE_LEASES), "After so many leases.");
        Optional<Duration> age =
                in.value("age", AGE.orNever(), Optional.of(EmbeddedDefaults.RECYCLE_AGE), "At this age.");
        Optional<Double> heap = in.value(
                "heap",
                Scalars.SHARE.orNever(),
                Optional.of(EmbeddedDefaults.RECYCLE_HEAP),
                "When so much of the heap is still used after a collection.");
        Optional<Double> errors = in.value(
                "errors",
                Scalars.SHARE.orNever(),
                Optional.empty(),
                "When so many of the newest signs of life (probes, calls that broke off) are failures.");
        return new Recycle(leases.orElse(null), age.orElse(null), heap.orElse(null), errors.orElse(null));
    }

    private static HealthPolicy health(Section in) {
        HealthPolicy usual = HealthPolicy.DEFAULT;
        Duration period = in.value("period", PROBE, usual.period(), "From one probe of a driver to the next.");
        Duration timeout = in.value("timeout", PROBE, usual.timeout(), "How long a probe waits for its answer.");
        Duration lostAfter = in.value(
                "lost-after",
                LOST,
                usual.lostAfter(),
                "How long an unhealthy driver may show no sign of life before it is replaced and its leases end.");
        if (lostAfter.compareTo(period.plus(timeout)) < 0) {
            in.problem(
                    in.has("lost-after") ? "lost-after" : in.has("period") ? "period" : "timeout",
                    "lost-after " + Durations.print(lostAfter)
                            + " leaves no time for a probe (expected: at least period "
                            + "and timeout together, " + Durations.print(period.plus(timeout))
                            + "); raise lost-after, or lower period or timeout");
        }
        return new HealthPolicy(period, timeout, lostAfter);
    }

    private static @Nullable String refusal(String key) {
        if (!key.startsWith("spark.")) {
            return "'" + key + "' is not a Spark setting (expected: a key starting with spark.); remove it";
        }
        String instead = RESERVED.get(key);
        return instead == null
                ? null
                : "'" + key + "' is set by the gateway itself (expected: any other key); " + instead;
    }

    private static void refuseLaunchKeys(Section in, String cluster) {
        OF_LAUNCHED.stream()
                .filter(in::has)
                .forEach(key -> in.problem(
                        key,
                        "has no meaning for the static cluster '" + cluster
                                + "', whose drivers others start (expected: only with backend process); remove it"));
    }
}
