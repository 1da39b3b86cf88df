package dev.sparkgate.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Finds programs as a shell does. */
final class Executables {
    private Executables() {}

    /** What a name stands for. */
    sealed interface Found {}

    /** A program. */
    record Runnable(Path file) implements Found {}

    /** A file that cannot be executed. */
    record NotExecutable(Path file) implements Found {}

    /** Nothing. */
    record Missing() implements Found {}

    static Found find(String name, Map<String, String> environment) {
        if (name.indexOf('/') >= 0) {
            return look(Path.of(name));
        }
        Found best = new Missing();
        for (String folder :
                environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin").split(File.pathSeparator, -1)) {
            Found found = look(Path.of(folder, name));
            if (found instanceof Runnable) {
                return found;
            }
            if (found instanceof NotExecutable file && Files.isRegularFile(file.file())) {
                best = found;
            }
        }
        return best;
    }

    private static Found look(Path file) {
        if (!Files.exists(file)) {
            return new Missing();
        }
        return Files.isExecutable(file) && !Files.isDirectory(file)
                ? new Runnable(file.toAbsolutePath())
                : new NotExecutable(file);
    }
}
