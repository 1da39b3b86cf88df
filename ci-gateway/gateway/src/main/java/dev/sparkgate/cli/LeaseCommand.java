package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparkgate lease}. */
@Command(
        name = "lease",
        mixinStandardHelpOptions = true,
        description = "Acquires a lease and prints it; it ends by 'sparkgate release', its time to live, or idle.",
        footer = {
            "",
            "Examples:",
            "  eval \"$(sparkgate lease --ttl 1h --env)\"     SPARK_REMOTE and the rest for this shell",
            "  sparkgate lease -e test --key ci-4711 --json"
        })
final class LeaseCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    LeaseOptions options = new LeaseOptions();

    @ArgGroup
    Format format = new Format();

    static final class Format {
        @Option(names = "--json", description = "Print the lease as one line of JSON, with its secret.")
        boolean json;

        @Option(names = "--env", description = "Print export NAME='value' lines for eval.")
        boolean env;
    }

    LeaseCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() throws InterruptedException {
        FixtureUpload fixtures = options.check(surroundings);
        options.checkNoCommand();
        String key = options.key != null ? options.key : "lease-" + UUID.randomUUID();
        Target target = new GatewayProvision(surroundings).findOrStart(options, null);
        try (LiveLine line = LiveLine.of(surroundings)) {
            Lease lease = new LeaseApi(target.api())
                    .acquire(
                            options.request(surroundings, key, fixtures.send(target.api())),
                            options.forkOf,
                            waiting -> line.show(WaitText.of(waiting)));
            line.close();
            surroundings.out().print(text(lease, target));
        }
        return ExitStatus.OK;
    }

    private String text(Lease lease, Target target) {
        if (format.env) {
            return ShellQuote.exports(LeaseVariables.of(lease, target.url()));
        }
        return format.json ? Json.write(lease.json()) + System.lineSeparator() : LeaseText.of(lease);
    }
}
