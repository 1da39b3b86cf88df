package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Looks at the Python client that {@code python3} finds: whether it is there, and whether its parts fit together. */
final class PythonClientCheck {
    private static final String SCRIPT = String.join(
            "\n",
            "import sys",
            "from importlib import metadata",
            "print('python', '.'.join(map(str, sys.version_info[:3])))",
            "for name in ('pyspark', 'pyspark-client', 'pandas', 'pyarrow', 'numpy', 'protobuf', 'grpcio',"
                    + " 'grpcio-status', 'googleapis-common-protos'):",
            "    try:",
            "        print(name, metadata.version(name))",
            "    except metadata.PackageNotFoundError:",
            "        pass");

    private final Surroundings surroundings;

    PythonClientCheck(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    Finding check() {
        Optional<String> python = python();
        if (python.isEmpty()) {
            return Finding.fine("no python3 in PATH; not needed by JVM clients");
        }
        try {
            return PythonPins.judge(
                    python.get(), installed(python.get()), Version.current().spark());
        } catch (IOException e) {
            return Finding.doubt(
                    python.get() + " cannot be asked: " + e.getMessage(), "see what it says when started by hand");
        }
    }

    private Optional<String> python() {
        String environment = surroundings.variable("VIRTUAL_ENV");
        if (environment != null && Files.isExecutable(Path.of(environment, "bin", "python"))) {
            return Optional.of(environment + "/bin/python");
        }
        return Executables.find("python3", surroundings.environment()) instanceof Executables.Runnable found
                ? Optional.of(found.file().toString())
                : Optional.empty();
    }

    private static Map<String, String> installed(String python) throws IOException {
        Process process = new ProcessBuilder(python, "-c", SCRIPT)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> versions = new HashMap<>();
        output.lines()
                .map(line -> line.split(" ", 2))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> versions.put(parts[0], parts[1]));
        return versions;
    }
}
