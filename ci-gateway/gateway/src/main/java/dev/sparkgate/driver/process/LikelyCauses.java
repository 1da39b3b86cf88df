package dev.sparkgate.driver.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Guesses from a driver's end and output what kept it from starting, each with its mend. */
final class LikelyCauses {
    private LikelyCauses() {}

    static List<String> ofExit(LaunchPlan plan, int status, List<String> log) {
        List<String> causes = new ArrayList<>();
        if (status == 137
                || mentions(log, "OutOfMemoryError", "insufficient memory", "Could not reserve enough space")) {
            causes.add("memory: the pool's heap of " + plan.spec().profile().memory()
                    + " does not fit, or is too small; set pools.*.memory, or free some");
        }
        if (mentions(
                log, "Invalid maximum heap size", "Invalid initial heap size", "Error: Could not create the Java")) {
            causes.add("a JVM flag: is memory '" + plan.spec().profile().memory() + "' of the form 1g or 1500m?");
        }
        if (mentions(log, "BindException", "Address already in use", "Cannot assign requested address")) {
            causes.add("a port: the driver could not listen on 127.0.0.1; does this machine allow it?");
        }
        if (mentions(log, "UnsupportedClassVersionError", "InaccessibleObjectException", "Unrecognized option")) {
            causes.add("the Java: Spark 4 is made for Java 17 and 21, this is "
                    + plan.java().feature() + "; set JAVA_HOME and start the gateway anew");
        }
        if (mentions(log, "No space left on device")) {
            causes.add("the disk: it is full; free some space");
        }
        if (causes.isEmpty()
                || mentions(log, "NoClassDefFound", "ClassNotFound", "ClassFormat", "zip", "VerifyError")) {
            // Reads all of the class path: seconds, so only where it may be it.
            List<Path> jars = plan.classPath().stream().map(Path::of).toList();
            JarCheck.full(jars).ifPresent(broken -> causes.add(broken.message(plan.runtime())));
        }
        if (causes.isEmpty()) {
            causes.add("the pool's conf or packages, or a damaged installation; the lines below say more");
        }
        return causes;
    }

    static List<String> ofTimeout(List<String> log) {
        if (mentions(log, "OutOfMemoryError", "GC overhead")) {
            return List.of("memory: the heap is too small; set pools.*.memory");
        }
        return List.of(
                "a machine that is very busy or short of memory; close something and try again",
                "a conf that makes Spark wait for something that does not answer (a catalog, a file system)");
    }

    private static boolean mentions(List<String> log, String... words) {
        return log.stream().anyMatch(line -> List.of(words).stream().anyMatch(line::contains));
    }
}
