package dev.sparkgate.driver.process;

import java.util.List;
import java.util.stream.Collectors;

/** Writes JVM arguments as {@code java @FILE} reads them: a class path of 190 jars is too long for a list of processes. */
final class ArgumentFile {
    private ArgumentFile() {}

    static String of(List<String> arguments) {
        return arguments.stream().map(ArgumentFile::quoted).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
