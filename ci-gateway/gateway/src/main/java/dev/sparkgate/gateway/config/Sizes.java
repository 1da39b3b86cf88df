package dev.sparkgate.gateway.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and prints sizes in bytes: {@code 128MiB}, {@code 1g}, {@code 500MB}; {@code k}, {@code m} and {@code g} count by 1024, as the JVM does. */
final class Sizes {
    static final Pattern FORM = Pattern.compile("(\\d{1,12})(B|k|m|g|K|M|G|kB|KB|MB|GB|KiB|MiB|GiB)?");

    private static final long KIBI = 1024;
    private static final String[] UNITS = {"g", "m", "k"};

    private Sizes() {}

    /** Returns the bytes, or -1 when the text is no size. */
    static long parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return -1;
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        long base = unit.length() == 2 ? 1000 : KIBI;
        long factor = switch (unit.toLowerCase(Locale.ROOT).charAt(0)) {
            case 'k' -> base;
            case 'm' -> base * base;
            case 'g' -> base * base * base;
            default -> 1;
        };
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
        } catch (ArithmeticException tooLarge) {
            return Long.MAX_VALUE;
        }
    }

    /** Prints bytes as people write them: {@code 128MiB}. */
    static String print(long bytes) {
        String jvm = jvm(bytes);
        int last = jvm.length() - 1;
        return Character.isDigit(jvm.charAt(last))
                ? jvm + "B"
                : jvm.substring(0, last) + Character.toUpperCase(jvm.charAt(last)) + "iB";
    }

    /** Prints bytes as the JVM's {@code -Xmx} takes them: {@code 1g}, {@code 1536m}. */
    static String jvm(long bytes) {
        long unit = KIBI * KIBI * KIBI;
        for (String name : UNITS) {
            if (bytes >= unit && bytes % unit == 0) {
                return bytes / unit + name;
            }
            unit /= KIBI;
        }
        return Long.toString(bytes);
    }
}
