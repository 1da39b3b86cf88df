package dev.sparkgate.driver.process;

import dev.sparkgate.driver.process.Finding.Refused;
import dev.sparkgate.driver.process.SparkRuntime.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks for a full pyspark, one that brings Spark's jars, in the Pythons of the environment. */
final class InstalledPyspark {
    /** Finds the package without importing it, which would take a second. */
    private static final String WHERE = """
            import importlib.util
            found = importlib.util.find_spec("pyspark")
            print(found.submodule_search_locations[0] if found and found.origin else "")
            """;

    private final PythonInterpreters pythons;

    InstalledPyspark(PythonInterpreters pythons) {
        this.pythons = pythons;
    }

    /** Asks each Python in turn. */
    List<Finding> look() {
        List<Path> candidates = pythons.forPyspark();
        if (candidates.isEmpty()) {
            return List.of(new Refused("pyspark", "there is no Python (PYSPARK_PYTHON, VIRTUAL_ENV, python3 on PATH)"));
        }
        List<Finding> findings = new ArrayList<>();
        for (Path python : candidates) {
            findings.add(look(python));
        }
        return findings;
    }

    private static Finding look(Path python) {
        String place = "pyspark of " + python;
        try {
            String folder = PythonInterpreters.run(python, List.of("-c", WHERE));
            if (folder.isEmpty()) {
                return new Refused(place, "not installed");
            }
            Finding finding = new SparkFolder(place, Path.of(folder), Origin.PYSPARK).look();
            if (finding instanceof Refused refused && refused.reason().startsWith("there is no folder")) {
                return new Refused(place, "it has no jars (pyspark-client is a client only)");
            }
            return finding;
        } catch (IOException e) {
            return new Refused(place, String.valueOf(e.getMessage()));
        }
    }
}
