package dev.sparkgate.driver.process;

import java.nio.file.Path;

/**
 * The Java that drivers run on: that of the gateway itself.
 *
 * @param executable the {@code java} command
 * @param build the exact build, for people and for the key of class-data archives
 * @param feature 17, 21, …
 */
record Java(Path executable, String build, int feature) {
    static Java ofThisProcess() {
        String build = System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.version") + " "
                + System.getProperty("os.arch");
        Path executable = Path.of(System.getProperty("java.home"), "bin", "java");
        return new Java(executable, build, Runtime.version().feature());
    }

    @Override
    public String toString() {
        return "Java " + build + " (" + executable + ")";
    }
}
