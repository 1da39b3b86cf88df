package dev.sparkgate.driver.process;

import dev.sparkgate.driver.DriverSpec;
import java.util.List;

/**
 * Everything about a start that does not depend on the driver's folder.
 *
 * @param flags the JVM's, those of a class-data archive not among them
 * @param classPath entries in order, the driver's own jar first
 */
record LaunchPlan(DriverSpec spec, SparkRuntime runtime, Java java, List<String> flags, List<String> classPath) {
    LaunchPlan {
        flags = List.copyOf(flags);
        classPath = List.copyOf(classPath);
    }

    LaunchPlan withSpec(DriverSpec other) {
        return new LaunchPlan(other, runtime, java, flags, classPath);
    }
}
