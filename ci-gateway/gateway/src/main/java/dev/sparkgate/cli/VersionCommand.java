package dev.sparkgate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code sparkgate version}. */
@Command(name = "version", mixinStandardHelpOptions = true, description = "Prints the version.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
    private final Surroundings surroundings;

    VersionCommand() {
        this(Surroundings.ofProcess());
    }

    VersionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        surroundings.out().println(getVersion()[0]);
        return ExitStatus.OK;
    }

    @Override
    public String[] getVersion() {
        Version version = Version.current();
        return new String[] {
            "sparkgate " + version.sparkgate() + " (Spark " + version.spark() + ", Java "
                    + System.getProperty("java.version") + ")"
        };
    }
}
