package dev.sparkgate.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Measures proxies of Spark Connect side by side, or is one of the servers that such a comparison needs. */
@Command(
        name = "proxy-bench",
        mixinStandardHelpOptions = true,
        subcommands = {MeasureCommand.class, FloorCommand.class, FakeCommand.class, SoakCommand.class})
final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
