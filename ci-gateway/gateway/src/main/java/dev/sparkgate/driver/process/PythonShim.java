package dev.sparkgate.driver.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the command that Spark runs for Python functions: it picks the first Python that exists when the first function runs, so that
 * a driver starts alike with or without one.
 */
final class PythonShim {
    private PythonShim() {}

    /**
     * Writes it.
     *
     * @param pending while this file exists the Python sources are still being installed, and the command waits, at most 60 s
     */
    static void write(Path file, List<Path> interpreters, Path pending) throws IOException {
        String candidates = interpreters.stream().map(PythonShim::quoted).collect(Collectors.joining(" "));
        String script = """
                #!/bin/sh
                tries=0
                while [ -e %s ] && [ "$tries" -lt 300 ]; do
                  sleep 0.2
                  tries=$((tries + 1))
                done
                for python in %s; do
                  [ -x "$python" ] && exec "$python" "$@"
                done
                echo "no Python to run functions in (looked for: SPARKGATE_PYTHON, PYSPARK_PYTHON, VIRTUAL_ENV, python3 on PATH);" \\
                  "install Python 3 or set SPARKGATE_PYTHON, then start the driver anew" >&2
                exit 127
                """.formatted(quoted(pending), candidates.isEmpty() ? "''" : candidates);
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
