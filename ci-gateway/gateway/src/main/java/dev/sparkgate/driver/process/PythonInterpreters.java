package dev.sparkgate.driver.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds the Pythons of the user's environment. */
final class PythonInterpreters {
    private static final long ANSWER_SECONDS = 20;

    private final Map<String, String> environment;

    PythonInterpreters(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Returns those that may hold an installed pyspark, best first. */
    List<Path> forPyspark() {
        return existing("PYSPARK_PYTHON");
    }

    /** Returns those that Python functions of clients may run in, best first: that of the user's own command before all. */
    List<Path> forFunctions() {
        return existing("SPARKGATE_PYTHON", "PYSPARK_PYTHON");
    }

    private List<Path> existing(String... variables) {
        List<Path> found = new ArrayList<>();
        for (String variable : variables) {
            add(found, executable(environment.get(variable)));
        }
        String virtualEnvironment = environment.get("VIRTUAL_ENV");
        if (virtualEnvironment != null && !virtualEnvironment.isBlank()) {
            add(found, executable(Path.of(virtualEnvironment, "bin", "python").toString()));
        }
        add(found, executable("python3"));
        return found;
    }

    private static void add(List<Path> found, Optional<Path> python) {
        python.filter(path -> !found.contains(path)).ifPresent(found::add);
    }

    private Optional<Path> executable(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return Optional.empty();
        }
        if (name.contains(File.separator)) {
            return Optional.of(Path.of(name).toAbsolutePath()).filter(PythonInterpreters::isExecutable);
        }
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, name).toAbsolutePath();
            if (isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static boolean isExecutable(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }

    /** Runs a Python and returns its output, or throws with the last line of what it complained about. */
    static String run(Path python, List<String> arguments) throws IOException {
        return run(List.of(), python, arguments, ANSWER_SECONDS);
    }

    /** Runs a Python that may take long, and lets everything else on the machine go first. */
    static String runNicely(Path python, List<String> arguments, long seconds) throws IOException {
        return run(List.of("nice", "-n", "10"), python, arguments, seconds);
    }

    private static String run(List<String> prefix, Path python, List<String> arguments, long seconds)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(python.toString());
        command.addAll(arguments);
        Path output = Files.createTempFile("sparkgate-python", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IOException(python + " did not answer within " + seconds + " s");
            }
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new IOException(text.substring(text.lastIndexOf('\n') + 1));
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + python + " ran", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }
}
