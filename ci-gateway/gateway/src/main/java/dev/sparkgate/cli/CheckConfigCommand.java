package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.gateway.config.ConfigReader;
import dev.sparkgate.gateway.config.ConfigResult;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sparkgate check-config}. */
@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        description = "Checks a configuration file and prints every error in it. Exit status 2 when there is one.",
        footer = {"", "Examples:", "  sparkgate check-config sparkgate.yaml"})
final class CheckConfigCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "Configuration file.")
    Path file = Path.of("sparkgate.yaml");

    CheckConfigCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        ConfigResult result = ConfigReader.read(file);
        if (result instanceof ConfigResult.Invalid invalid) {
            invalid.errors().forEach(error -> surroundings.err().println(error.print(file.toString())));
            surroundings.say("CONFIG_INVALID: " + file + " has "
                    + invalid.errors().size() + (invalid.errors().size() == 1 ? " error" : " errors")
                    + " (expected: none); correct what is listed above");
            return ExitStatus.USAGE;
        }
        surroundings.out().println(file + " is valid");
        return ExitStatus.OK;
    }
}
