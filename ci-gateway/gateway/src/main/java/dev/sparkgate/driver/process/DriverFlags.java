package dev.sparkgate.driver.process;

import dev.sparkgate.driver.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Chooses the JVM flags of a driver that are the same for each driver of its profile. */
final class DriverFlags {
    private static final String VECTOR_MODULE = "--add-modules=jdk.incubator.vector";

    private DriverFlags() {}

    static List<String> of(Profile profile, SparkRuntime runtime, Map<String, String> environment) {
        List<String> flags = new ArrayList<>();
        for (String option : ModuleOptions.of(runtime)) {
            // The module speeds up some linear algebra and costs 0.8 s of each start.
            if (!(profile.fastStart() && option.equals(VECTOR_MODULE))) {
                flags.add(option);
            }
        }
        flags.add("-Xmx" + profile.memory());
        if (profile.fastStart()) {
            flags.add("-XX:+UseSerialGC"); // six threads fewer
            if (!isOff(environment, "SPARKGATE_C1")) {
                flags.add("-XX:TieredStopAtLevel=1");
            }
        }
        flags.add("-XX:-UsePerfData"); // leaves a file outside the driver's folder after a kill
        flags.add("-Dfile.encoding=UTF-8");
        return flags;
    }

    static boolean isOff(Map<String, String> environment, String variable) {
        return "off".equalsIgnoreCase(environment.get(variable));
    }
}
