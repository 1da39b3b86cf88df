package dev.sparkgate.cli;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.text.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the command line, runs the command and turns every failure into one message and an exit status. */
final class CommandLines {
    private static final String REHEARSE = "rehearse";
    private static final Map<String, Function<Surroundings, Object>> COMMANDS = commands();

    private CommandLines() {}

    private static Map<String, Function<Surroundings, Object>> commands() {
        Map<String, Function<Surroundings, Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("up", UpCommand::new);
        commands.put("down", DownCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("lease", LeaseCommand::new);
        commands.put("extend", ExtendCommand::new);
        commands.put("release", ReleaseCommand::new);
        commands.put("list", ListCommand::new);
        commands.put("wait", WaitCommand::new);
        commands.put("fixtures", FixturesCommand::new);
        commands.put("drivers", DriversCommand::new);
        commands.put("drain", DrainCommand::new);
        commands.put("pools", PoolsCommand::new);
        commands.put("queue", QueueCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("reload", ReloadCommand::new);
        commands.put("logs", LogsCommand::new);
        commands.put("runtime", RuntimeCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("check-config", CheckConfigCommand::new);
        commands.put("version", VersionCommand::new);
        commands.put(REHEARSE, RehearseCommand::new);
        return commands;
    }

    static int execute(Surroundings surroundings, List<String> arguments) {
        return build(surroundings, arguments).execute(arguments.toArray(String[]::new));
    }

    static CommandLine build(Surroundings surroundings, List<String> arguments) {
        CommandLine line = new CommandLine(new SparkgateCommand());
        String asked = arguments.isEmpty() ? "" : arguments.get(0);
        // Only the command asked for is read: annotations are slow to read, and fifteen are not needed.
        COMMANDS.forEach((name, command) -> {
            if (name.equals(asked) || !COMMANDS.containsKey(asked)) {
                line.addSubcommand(name, command.apply(surroundings));
            }
        });
        line.registerConverter(Duration.class, text -> duration(text));
        line.setExpandAtFiles(false);
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new java.io.PrintWriter(surroundings.out(), true));
        line.setParameterExceptionHandler((failure, args) -> usage(surroundings, failure));
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(surroundings, command, failure));
        CommandLine run = line.getSubcommands().get("run");
        if (run != null) {
            run.setStopAtPositional(true); // the command's own options are not ours
        }
        return line;
    }

    private static Duration duration(String text) {
        try {
            return Durations.parse("", text);
        } catch (SparkgateException e) {
            throw new CommandLine.TypeConversionException(e.getMessage().strip());
        }
    }

    private static int usage(Surroundings surroundings, ParameterException failure) {
        String message = failure instanceof UnmatchedArgumentException unmatched
                ? unmatched(unmatched)
                : String.valueOf(failure.getMessage());
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        surroundings.say(ErrorCode.REQUEST_INVALID + ": " + message + "; see '" + command + " --help'");
        return ExitStatus.USAGE;
    }

    private static String unmatched(UnmatchedArgumentException failure) {
        String argument = failure.getUnmatched().get(0);
        if (failure.isUnknownOption()) {
            List<String> near = failure.getSuggestions();
            String expected = near.isEmpty() ? "one that --help lists" : String.join(" or ", near);
            return "option '" + argument + "' is unknown (expected: " + expected + ")";
        }
        if (failure.getCommandLine().getParent() == null) {
            String known = COMMANDS.keySet().stream()
                    .filter(name -> !name.equals(REHEARSE))
                    .collect(Collectors.joining(", "));
            return "command '" + argument + "' is unknown (expected: one of " + known + ")";
        }
        return "argument '" + argument + "' is not expected (expected: what --help lists)";
    }

    private static int failed(Surroundings surroundings, CommandLine command, Exception failure) {
        if (failure instanceof SparkgateException known) {
            surroundings.say(known.code() + ": " + known.getMessage());
            return ExitStatus.of(known.code());
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return ExitStatus.FAILED;
        }
        Throwable cause = failure instanceof java.io.UncheckedIOException ? failure.getCause() : failure;
        surroundings.say(ErrorCode.INTERNAL + ": '" + command.getCommandSpec().qualifiedName() + "' failed: " + cause
                + " (expected: no failure); run it again with SPARKGATE_DEBUG=1 for the stack trace");
        if (surroundings.variable("SPARKGATE_DEBUG") != null) {
            failure.printStackTrace(surroundings.err());
        }
        return ExitStatus.FAILED;
    }
}
