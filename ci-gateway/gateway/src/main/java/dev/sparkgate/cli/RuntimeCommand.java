package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.process.SparkRuntime;
import dev.sparkgate.driver.process.SparkRuntimes;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sparkgate runtime}: the Spark that drivers on this machine run. */
@Command(
        name = "runtime",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows and installs Spark runtimes for drivers on this machine.",
        footer = {
            "",
            "Examples:",
            "  sparkgate runtime list",
            "  sparkgate runtime install 4.1.2",
            "",
            "A driver takes SPARK_HOME, else an installed pyspark, else what was or is downloaded from a Maven repository."
        })
final class RuntimeCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    RuntimeCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        return list();
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the runtimes that are on this machine.")
    int list() {
        List<SparkRuntime> installed = runtimes().installed();
        if (installed.isEmpty()) {
            surroundings.say(
                    "no Spark runtime is on this machine; the first driver downloads one, or 'sparkgate runtime install "
                            + Version.current().spark() + "' does");
            return ExitStatus.OK;
        }
        Table table = new Table("SPARK", "ORIGIN", "WHERE");
        installed.forEach(
                runtime -> table.row(runtime.version(), runtime.origin().toString(), runtime.where()));
        surroundings.out().print(table);
        return ExitStatus.OK;
    }

    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            description = "Downloads a runtime from a Maven repository.")
    int install(@Parameters(paramLabel = "VERSION", description = "Spark version: 4.1 or 4.1.2.") String version) {
        SparkRuntime runtime;
        try (LiveLine line = LiveLine.of(surroundings)) {
            runtime = runtimes().install(version, new ProgressBar(line));
        }
        surroundings.out().println("Spark " + runtime.version() + " is ready: " + runtime.where());
        return ExitStatus.OK;
    }

    private SparkRuntimes runtimes() {
        return new SparkRuntimes(surroundings.home().folder(), surroundings.environment());
    }
}
