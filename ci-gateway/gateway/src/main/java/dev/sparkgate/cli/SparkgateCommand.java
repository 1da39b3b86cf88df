package dev.sparkgate.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line without a command: says what there is. */
@Command(
        name = "sparkgate",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Leases Spark Connect sessions in private namespaces.",
        footer = {
            "",
            "Examples:",
            "  sparkgate run -- python3 script.py        a session of its own for one command",
            "  sparkgate run -e test -- mvn test         the same in the environment 'test'",
            "  eval \"$(sparkgate lease --env)\"           a session for this shell",
            "  sparkgate up --config sparkgate.yaml      a gateway for others",
            "",
            "Exit status: that of the command for 'run'; 2 wrong usage or configuration, 125 Sparkgate failed,",
            "126 command cannot be executed, 127 command not found."
        })
final class SparkgateCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "no command given (expected: one of those listed by --help)");
    }
}
