package dev.sparkgate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What can be asked of a lease, by {@code run} and {@code lease}. */
final class LeaseOptions {
    @Option(
            names = {"-e", "--environment"},
            paramLabel = "E",
            description = "Environment. Default: $$SPARKGATE_ENVIRONMENT, else the gateway's default (local).")
    @Nullable
    String environment;

    @Option(
            names = "--team",
            paramLabel = "T",
            description = "Team that the lease counts for. Default: $$SPARKGATE_TEAM.")
    @Nullable
    String team;

    @Option(names = "--user", paramLabel = "U", description = "User that the lease belongs to. Default: who you are.")
    @Nullable
    String user;

    @Option(names = "--ttl", paramLabel = "D", description = "The lease ends after this time: 30s, 10m, 1h, PT1H.")
    @Nullable
    Duration ttl;

    @Option(names = "--idle", paramLabel = "D", description = "The lease ends after this time without a Spark call.")
    @Nullable
    Duration idle;

    @Option(names = "--spark", paramLabel = "VERSION", description = "Spark version of the driver: 4.1, 4.1.2.")
    @Nullable
    String spark;

    @Option(
            names = "--fixtures",
            paramLabel = "PATH",
            description = "Fixture file or folder whose tables the lease starts with; repeatable.")
    List<String> fixtures = List.of();

    @Option(names = "--conf", paramLabel = "K=V", description = "Spark configuration of the sessions; repeatable.")
    Map<String, String> conf = new LinkedHashMap<>();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Your own name for the lease: asking again with it gives the same lease.")
    @Nullable
    String key;

    @Option(
            names = "--fork-of",
            paramLabel = "LEASE",
            description = "Start with all that that lease has written; the two share nothing from then on.")
    @Nullable
    String forkOf;

    @Option(names = "--outlive", description = "With --fork-of: go on when that lease ends. Default: end with it.")
    boolean outlive;

    @Option(names = "--label", paramLabel = "K=V", description = "Label, shown in lists and reports; repeatable.")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--max-wait", paramLabel = "D", description = "Wait at most so long in the queue.")
    @Nullable
    Duration maxWait;

    @Option(
            names = "--keep",
            paramLabel = "WHEN",
            description = "Keep the namespace afterwards: never, on-failure. Default: $$SPARKGATE_KEEP, else never.")
    @Nullable
    String keep;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write what ran under the lease there: report.json and report.html.")
    @Nullable
    Path report;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    @Nullable
    String environment(Surroundings surroundings) {
        return environment != null ? environment : surroundings.variable("SPARKGATE_ENVIRONMENT");
    }

    /** Refuses what this version does not do, and reads the fixtures, before anything is started for it. */
    FixtureUpload check(Surroundings surroundings) {
        if (forkOf != null) {
            checkFork(
                    environment != null,
                    "--environment '" + environment + "'",
                    "a fork is in the environment of its lease");
            checkFork(!fixtures.isEmpty(), "--fixtures", "a fork starts with what its lease has written");
        }
        if (forkOf == null && outlive) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "--outlive says nothing without --fork-of (expected: --fork-of LEASE --outlive); name the lease");
        }
        String kept = keep != null ? keep : surroundings.variable("SPARKGATE_KEEP");
        refuse(
                "on-failure".equals(kept),
                keep != null ? "--keep on-failure" : "SPARKGATE_KEEP=on-failure",
                "use 'never'");
        if (kept != null && !"never".equals(kept)) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID, "--keep '" + kept + "' is unknown (expected: never or on-failure)");
        }
        return FixtureUpload.read(fixtures);
    }

    private static void checkFork(boolean given, String option, String why) {
        if (given) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    option + " cannot be given with --fork-of (expected: neither of both, or one); " + why);
        }
    }

    /** Refuses what only makes sense around a command. */
    void checkNoCommand() {
        refuse(report != null, "--report", "it belongs to 'sparkgate run', or see GET /api/v1/leases/ID/report");
    }

    private static void refuse(boolean given, String option, String instead) {
        if (given) {
            throw new SparkgateException(
                    ErrorCode.NOT_SUPPORTED,
                    option + " is not supported by this version (expected: a command without it); " + instead);
        }
    }

    /** Returns the body of {@code POST /api/v1/leases}, or of a fork. */
    ObjectNode request(Surroundings surroundings, String leaseKey, List<String> fixtureIds) {
        ObjectNode request = Json.object();
        if (forkOf == null) {
            put(request, "environment", environment(surroundings));
        } else if (outlive) {
            request.put("outlive", true);
        }
        put(request, "team", team != null ? team : surroundings.variable("SPARKGATE_TEAM"));
        put(request, "user", user != null ? user : System.getProperty("user.name"));
        put(request, "ttl", ttl);
        put(request, "idle", idle);
        put(request, "spark", spark);
        put(request, "key", leaseKey);
        put(request, "maxWait", maxWait);
        if (!conf.isEmpty()) {
            conf.forEach(request.putObject("conf")::put);
        }
        if (!fixtureIds.isEmpty()) {
            fixtureIds.forEach(request.putArray("fixtures")::add);
        }
        if (!labels.isEmpty()) {
            labels.forEach(request.putObject("labels")::put);
        }
        return request;
    }

    private static void put(ObjectNode request, String field, @Nullable Object value) {
        if (value != null) {
            request.put(field, value.toString());
        }
    }
}
