package dev.sparkgate.text;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and prints durations: ISO-8601 ({@code PT1H30M}) or short ({@code 500ms}, {@code 30s}, {@code 10m}, {@code 1h}, {@code 2d}). */
public final class Durations {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Parses a duration.
     *
     * @param what names the value in the error's message, for example {@code lease ttl}
     * @throws SparkgateException with {@link ErrorCode#REQUEST_INVALID} when it is neither form, or negative
     */
    public static Duration parse(String what, String text) {
        Matcher matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException notIso) {
            // reported below, together with negative durations
        }
        throw new SparkgateException(
                ErrorCode.REQUEST_INVALID,
                what + " '" + text + "' is not a duration (expected: like 30s, 10m, 1h or ISO-8601 like PT1H)");
    }

    /** Prints a duration as people write it: {@code 1h}, {@code 1h30m}, {@code 45s}, {@code 250ms}. */
    public static String print(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        append(text, duration.toDays(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.length() == 0 ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount != 0) {
            text.append(amount).append(unit);
        }
    }
}
