package dev.sparkgate.driver.process;

import java.util.regex.Pattern;

/** Compares Spark versions as users write them: {@code 4.1} stands for any {@code 4.1.x}. */
final class SparkVersion {
    private static final Pattern WANTED = Pattern.compile("\\d+\\.\\d+(\\.\\d+([.-][0-9A-Za-z.-]+)?)?");

    private SparkVersion() {}

    static boolean isWellFormed(String wanted) {
        return WANTED.matcher(wanted).matches();
    }

    static boolean isExact(String wanted) {
        return wanted.indexOf('.') != wanted.lastIndexOf('.');
    }

    /** Says whether a runtime of {@code version} is what {@code wanted} asks for. */
    static boolean fits(String wanted, String version) {
        return version.equals(wanted) || (!isExact(wanted) && version.startsWith(wanted + "."));
    }

    /** Returns {@code 4.1} of {@code 4.1.2}. */
    static String minor(String version) {
        int second = version.indexOf('.', version.indexOf('.') + 1);
        return second < 0 ? version : version.substring(0, second);
    }
}
