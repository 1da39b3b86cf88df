package dev.sparkgate.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How this program is called again, for a process of its own. */
final class Installation {
    private Installation() {}

    static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        String launcher = System.getProperty("sparkgate.launcher");
        if (launcher != null) {
            command.add(launcher);
        } else { // run from classes, as tests do
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        }
        command.addAll(arguments);
        return command;
    }

    /**
     * Wraps a command so that it runs in a session of its own: neither Ctrl-C nor the end of the terminal reaches it. The
     * process id stays that of the process started.
     */
    static List<String> inOwnSession(List<String> command, Map<String, String> environment) {
        List<String> wrapped = new ArrayList<>();
        if (isInPath("setsid", environment)) {
            wrapped.add("setsid");
        } else if (isInPath("perl", environment)) { // macOS has no setsid
            wrapped.addAll(List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV or exit 127;"));
        }
        wrapped.addAll(command);
        return wrapped;
    }

    private static boolean isInPath(String program, Map<String, String> environment) {
        return Executables.find(program, environment) instanceof Executables.Runnable;
    }
}
