package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.fixture.Capture;
import dev.sparkgate.fixture.CaptureConnection;
import dev.sparkgate.fixture.CaptureOrder;
import dev.sparkgate.fixture.FixtureProblem;
import dev.sparkgate.fixture.FixtureReader;
import dev.sparkgate.fixture.FixtureResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sparkgate fixtures}: data that leases start with. */
@Command(
        name = "fixtures",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Checks, builds and captures fixtures: the tables that a lease starts with.",
        footer = {
            "",
            "Examples:",
            "  sparkgate fixtures check fixtures/                  what is wrong, with file and line",
            "  sparkgate fixtures build -e test fixtures/          make the template before anybody waits for it",
            "  sparkgate fixtures capture --from staging --tables pedregal.raw.events --sample 1% --out fixtures/events",
            "  sparkgate run -e test --fixtures fixtures/ -- pytest"
        })
final class FixturesCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    FixturesCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "no command given (expected: check, build or capture)");
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Checks fixtures without Spark and prints every error. Exit status 2 when there is one.")
    int check(
            @Parameters(arity = "1..*", paramLabel = "PATH", description = "Fixture files or folders.")
                    List<String> paths) {
        List<FixtureProblem> problems = new ArrayList<>();
        List<String> valid = new ArrayList<>();
        for (String path : paths) {
            FixtureResult result = FixtureReader.read(FixtureUpload.path(path));
            if (result instanceof FixtureResult.Invalid invalid) {
                problems.addAll(invalid.problems());
            } else if (result instanceof FixtureResult.Valid good) {
                valid.add(path + " is valid: " + good.fixture().summary());
            }
        }
        valid.forEach(surroundings.out()::println);
        if (problems.isEmpty()) {
            return ExitStatus.OK;
        }
        problems.forEach(problem -> surroundings.err().println(problem));
        surroundings.say("FIXTURE_FAILED: " + problems.size() + (problems.size() == 1 ? " error" : " errors")
                + " (expected: none); correct what is listed above");
        return ExitStatus.USAGE;
    }

    @Command(
            name = "build",
            mixinStandardHelpOptions = true,
            description = "Has a gateway build the template of fixtures, so that no lease waits for it.")
    int build(
            @Mixin LeaseOptions options,
            @Parameters(arity = "1..*", paramLabel = "PATH", description = "Fixture files or folders.")
                    List<String> paths)
            throws InterruptedException {
        options.fixtures = paths;
        FixtureUpload fixtures = options.check(surroundings);
        options.checkNoCommand();
        long start = System.nanoTime();
        Target target = new GatewayProvision(surroundings).findOrStart(options, null);
        LeaseApi leases = new LeaseApi(target.api());
        String key = "fixtures-" + UUID.randomUUID();
        try (LiveLine line = LiveLine.of(surroundings);
                HeldLease held = new HeldLease(surroundings, leases, key)) {
            Lease lease = leases.acquire(
                    options.request(surroundings, key, fixtures.send(target.api())),
                    null,
                    waiting -> line.show(WaitText.of(waiting)));
            held.granted(lease);
        }
        double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        surroundings
                .out()
                .println("template of " + String.join(", ", paths) + " is ready on " + target.url()
                        + String.format(Locale.ROOT, " after %.1f s", seconds));
        return ExitStatus.OK;
    }

    @Command(
            name = "capture",
            mixinStandardHelpOptions = true,
            description = "Writes a fixture from real tables, with rules applied before anything leaves the driver.")
    int capture(@Mixin CaptureOptions options) throws InterruptedException {
        CaptureOrder order = options.order();
        String salt = options.salt(surroundings);
        LeaseOptions wanted = options.lease();
        Target target = new GatewayProvision(surroundings).findOrStart(wanted, null);
        LeaseApi leases = new LeaseApi(target.api());
        String key = "capture-" + UUID.randomUUID();
        List<Capture.Captured> captured;
        try (LiveLine line = LiveLine.of(surroundings);
                HeldLease held = new HeldLease(surroundings, leases, key)) {
            Lease lease = leases.acquire(
                    wanted.request(surroundings, key, List.of()), null, waiting -> line.show(WaitText.of(waiting)));
            held.granted(lease);
            line.show("capturing from environment " + order.environment());
            try (CaptureConnection connection = CaptureConnection.to(lease.text("remote"))) {
                captured = connection.capture(salt).run(order, options.out);
            }
        }
        Table table = new Table("TABLE", "ROWS", "COLUMNS AS THEY WERE");
        captured.forEach(one -> table.row(one.table(), Long.toString(one.rows()), String.join(", ", one.kept())));
        surroundings.out().print(table);
        surroundings.out().println("written to " + options.out + "; use it with --fixtures " + options.out);
        return ExitStatus.OK;
    }
}
