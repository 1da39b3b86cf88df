package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sparkgate run -- COMMAND}: a lease around a command. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Leases a Spark Connect session, runs COMMAND with SPARK_REMOTE set to it, and releases it.",
        customSynopsis = "sparkgate run [OPTION…] -- COMMAND [ARG…]",
        footer = {
            "",
            "Examples:",
            "  sparkgate run -- python3 script.py",
            "  sparkgate run -e test --team search --ttl 20m -- mvn test",
            "  sparkgate run --gateway https://sparkgate.example.com -- ./job.sh",
            "",
            "COMMAND finds SPARK_REMOTE, SPARK_CONNECT_GATEWAY, SPARK_CONNECT_TEAM, SPARK_CONNECT_ENV, SPARK_CONNECT_USER,",
            "SPARKGATE_URL, SPARKGATE_LEASE_ID, SPARKGATE_LEASE_SECRET and SPARKGATE_NAMESPACE in its environment.",
            "Without a gateway one is started in the background; it ends itself after 10 minutes without a lease",
            "(with CI=true: with this command).",
            "Exit status: that of COMMAND; 125 Sparkgate failed, 126 COMMAND cannot be executed, 127 not found."
        })
final class RunCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    LeaseOptions options = new LeaseOptions();

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The command and its arguments.")
    List<String> command = new ArrayList<>();

    RunCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() throws InterruptedException {
        Executables.Found program = Executables.find(command.get(0), surroundings.environment());
        if (!(program instanceof Executables.Runnable)) {
            return refuse(program);
        }
        FixtureUpload fixtures = options.check(surroundings);
        ReportFolder report = options.report == null ? null : ReportFolder.prepare(surroundings, options.report);
        String key = options.key != null ? options.key : "run-" + UUID.randomUUID();
        try (RunScope scope = new RunScope(surroundings)) {
            SignalRelay signals = new SignalRelay(scope::giveBack);
            signals.install();
            LeasedGateway leased = scope.acquire(options, fixtures, key, command.get(0));
            return run(signals, scope, leased, report);
        }
    }

    private int run(SignalRelay signals, RunScope scope, LeasedGateway leased, @Nullable ReportFolder report)
            throws InterruptedException {
        long start = System.nanoTime();
        int status;
        try {
            signals.start(CommandEnvironment.builder(command, leased));
            status = signals.await();
        } catch (IOException e) {
            surroundings.say("'" + command.get(0) + "' cannot be started: " + e.getMessage()
                    + " (expected: a program); check its permissions and its first line");
            status = ExitStatus.CANNOT_EXECUTE;
        }
        Duration ran = Duration.ofNanos(System.nanoTime() - start);
        if (report != null) {
            report.write(new LeaseApi(leased.target().api()), leased.lease().id());
        }
        scope.giveBack();
        surroundings.say(summary(leased.lease(), leased.waited(), ran, status));
        return status;
    }

    private int refuse(Executables.Found program) {
        if (program instanceof Executables.NotExecutable file) {
            surroundings.say("'" + file.file() + "' cannot be executed (expected: a program); check its permissions");
            return ExitStatus.CANNOT_EXECUTE;
        }
        surroundings.say("command '" + command.get(0)
                + "' was not found (expected: a program in PATH or a path to one);" + " check the spelling");
        return ExitStatus.NOT_FOUND;
    }

    static String summary(Lease lease, Duration waited, Duration ran, int status) {
        @Nullable Long waitedMs = lease.number("waitedMs");
        Duration wait = waitedMs == null ? waited : Duration.ofMillis(waitedMs);
        return "lease " + lease.id() + " in environment " + lease.text("environment") + ", namespace "
                + lease.text("namespace") + ", waited " + brief(wait) + ", ran "
                + seconds(ran) + ", exit " + status;
    }

    private static String brief(Duration duration) {
        return duration.toMillis() < 1000 ? duration.toMillis() + "ms" : seconds(duration);
    }

    private static String seconds(Duration duration) {
        return String.format(java.util.Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
    }
}
