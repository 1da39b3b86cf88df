package dev.sparkgate.gateway.config;

import dev.sparkgate.driver.Address;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.text.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The kinds of values that the configuration has. */
final class Scalars {
    static final Scalar<String> TEXT = text("a text", "one that is not empty", ".+");
    static final Scalar<String> NAME = text(
            "a name",
            "letters, digits, '.', '_' and '-', starting with a letter or digit, at most 63",
            "[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    static final Scalar<String> CATALOG_NAME =
            text("a catalog name", "letters, digits and '_', starting with a letter", "[A-Za-z][A-Za-z0-9_]{0,62}");
    static final Scalar<String> VARIABLE = text(
            "a name of an environment variable",
            "letters, digits and '_', not starting with a digit",
            "[A-Za-z_][A-Za-z0-9_]*");
    static final Scalar<String> COORDINATE =
            text("a Maven coordinate", "group:artifact:version", "[\\w.-]+:[\\w.-]+:[\\w.-]+");

    /** Unquoted, YAML takes {@code 4.1} for a number; its text is what counts. */
    static final Scalar<String> SPARK_VERSION = new Scalar<>(
            "a Spark version",
            "like 4.1 or 4.1.2",
            Map.of("type", List.of("string", "number"), "pattern", "^\\d+\\.\\d+(\\.\\d+)?$"),
            text -> text.matches("\\d+\\.\\d+(\\.\\d+)?") ? text : null,
            value -> value);

    static final Scalar<Boolean> FLAG = new Scalar<>(
            "a flag",
            "true or false",
            Map.of("type", "boolean"),
            text -> List.of("true", "false").contains(text) ? Boolean.valueOf(text) : null,
            value -> value);

    static final Scalar<Double> SHARE = new Scalar<>(
            "a share",
            "a percentage from 1% to 100%",
            Map.of("type", "string", "pattern", "^([1-9]|[1-9]\\d|100)%$"),
            text -> text.matches("([1-9]|[1-9]\\d|100)%") ? Integer.parseInt(text.replace("%", "")) / 100.0 : null,
            value -> Math.round(value * 100) + "%");

    static final Scalar<String> HOST = new Scalar<>(
            "an address",
            "an IP address or a host name, without a port",
            Map.of("type", "string"),
            Hosts::host,
            value -> value);

    static final Scalar<Address> ENDPOINT =
            new Scalar<>("a host and port", "HOST:PORT", Map.of("type", "string"), Hosts::endpoint, Address::toString);

    private Scalars() {}

    /** A text of which all must match. */
    static Scalar<String> text(String name, String expected, String regex) {
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        return new Scalar<>(
                name,
                expected,
                Map.of("type", "string", "pattern", "^" + regex + "$"),
                text -> pattern.matcher(text).matches() ? text : null,
                value -> value);
    }

    static Scalar<Integer> number(String name, int min, int max) {
        return new Scalar<>(
                name,
                "a whole number from " + min + " to " + max,
                Map.of("type", "integer", "minimum", min, "maximum", max),
                text -> {
                    if (!text.matches("-?\\d{1,10}")) {
                        return null;
                    }
                    long value = Long.parseLong(text);
                    return value < min || value > max ? null : (int) value;
                },
                value -> value);
    }

    static Scalar<Duration> duration(Duration min, Duration max) {
        String expected =
                "like 30s, 10m, 1h or ISO-8601 like PT1H, from " + Durations.print(min) + " to " + Durations.print(max);
        return new Scalar<>(
                "a duration",
                expected,
                Map.of("type", "string", "pattern", "^(\\d{1,9}(ms|s|m|h|d)|P.+)$"),
                text -> {
                    try {
                        Duration value = Durations.parse("duration", text);
                        return value.compareTo(min) < 0 || value.compareTo(max) > 0 ? null : value;
                    } catch (SparkgateException malformed) {
                        return null;
                    }
                },
                Durations::print);
    }

    static Scalar<Long> size(String min, String max, Scalar.Printer<Long> printer) {
        return new Scalar<>(
                "a size",
                "like 128MiB or 1g, from " + min + " to " + max,
                Map.of("type", "string", "pattern", "^" + Sizes.FORM.pattern() + "$"),
                text -> {
                    long value = Sizes.parse(text);
                    return value < Sizes.parse(min) || value > Sizes.parse(max) ? null : value;
                },
                printer);
    }

    static <E extends Enum<E>> Scalar<E> choice(String name, Class<E> type) {
        List<String> words =
                Arrays.stream(type.getEnumConstants()).map(Scalars::word).toList();
        return new Scalar<>(
                name,
                String.join(", ", words),
                Map.of("enum", words),
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(value -> word(value).equals(text))
                        .findFirst()
                        .orElse(null),
                Scalars::word);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
