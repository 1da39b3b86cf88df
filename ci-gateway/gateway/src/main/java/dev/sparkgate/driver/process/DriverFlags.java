package dev.sparkgate.driver.process;

import dev.sparkgate.driver.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Chooses the JVM flags of a driver that are the same for each driver of its profile. */
final class DriverFlags {
    private static final String VECTOR_MODULE = "--add-modules=jdk.incubator.vector";

    private static final String UNSAFE_ACCESS = "--sun-misc-unsafe-memory-access=allow";
    private static final int FIRST_WITH_UNSAFE_OPTION = 23;

    private DriverFlags() {}

    static List<String> of(Profile profile, SparkRuntime runtime, Java java, Map<String, String> environment) {
        List<String> flags = new ArrayList<>();
        for (String option : ModuleOptions.of(runtime)) {
            // The module speeds up some linear algebra and costs 0.8 s of each start.
            if (!(profile.fastStart() && option.equals(VECTOR_MODULE))) {
                flags.add(option);
            }
        }
        if (java.feature() >= FIRST_WITH_UNSAFE_OPTION && !flags.contains(UNSAFE_ACCESS)) {
            // Netty below Arrow goes without Unsafe unless allowed, and Arrow then fails at the first query.
            flags.add(UNSAFE_ACCESS);
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
