package dev.sparkgate.driver.process;

import dev.sparkgate.driver.process.SparkRuntime.Origin;
import dev.sparkgate.file.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs the Python half of a runtime from Maven, which brings jars only, with whichever Python has pip. */
final class PythonSources {
    private static final Logger log = LoggerFactory.getLogger(PythonSources.class);
    private static final long PIP_SECONDS = 300;

    private final PythonInterpreters interpreters;

    PythonSources(PythonInterpreters interpreters) {
        this.interpreters = interpreters;
    }

    static boolean isMissing(SparkRuntime runtime) {
        return runtime.origin() == Origin.MAVEN
                && !runtime.pythonPath().stream().allMatch(Files::isDirectory);
    }

    /** Returns the file that exists while they are being installed. */
    static Path pending(SparkRuntime runtime) {
        Path sources = runtime.pythonPath().isEmpty()
                ? Path.of(runtime.where())
                : runtime.pythonPath().get(0);
        return sources.resolveSibling(".python-pending");
    }

    /** Installs them unless they are there. A failure costs Python functions only, so it is logged and no more. */
    void install(SparkRuntime runtime) {
        Path target = runtime.pythonPath().get(0);
        List<Path> pythons = interpreters.forFunctions();
        if (pythons.isEmpty()) {
            log.atInfo()
                    .addKeyValue("runtime", runtime)
                    .log("no Python here: Python functions of clients will not run");
            return;
        }
        try (FileMutex held = FileMutex.lock(target.resolveSibling(".python.lock"))) {
            if (isMissing(runtime)) {
                Files.writeString(pending(runtime), "");
                install(pythons, RuntimeRecipe.pythonClient(runtime.version()), target);
                log.atInfo().addKeyValue("folder", target).log("Python sources installed");
            }
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("runtime", runtime)
                    .addKeyValue("reason", e.getMessage())
                    .log("Python functions of clients will not run: their sources could not be installed; mend pip, or"
                            + " install a full pyspark of that version");
        } finally {
            pending(runtime).toFile().delete();
        }
    }

    private static void install(List<Path> pythons, String requirement, Path target) throws IOException {
        Path draft = Files.createTempDirectory(target.getParent(), ".python");
        try {
            IOException last = new IOException("no Python has pip");
            for (Path python : pythons) {
                try {
                    PythonInterpreters.runNicely(python, pip(requirement, draft), PIP_SECONDS);
                    FileTree.delete(target);
                    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
                    return;
                } catch (IOException e) {
                    last = e;
                }
            }
            throw last;
        } finally {
            FileTree.delete(draft);
        }
    }

    private static List<String> pip(String requirement, Path target) {
        return List.of(
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--target",
                target.toString(),
                requirement);
    }
}
