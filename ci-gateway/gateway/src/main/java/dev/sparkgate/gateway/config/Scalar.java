package dev.sparkgate.gateway.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A kind of value.
 *
 * @param name with its article, for messages: {@code 'x' is not a duration}
 * @param expected what such a value looks like, for messages
 * @param schema what JSON schema says of it
 * @param parser reads it from text
 * @param printer writes it as a user would, for the schema's defaults
 */
record Scalar<T>(String name, String expected, Map<String, Object> schema, Parser<T> parser, Printer<T> printer) {
    Scalar {
        schema = new TreeMap<>(schema); // Map.of has another order in every process, the written schema must not
    }

    /** Reads text; null when it does not fit. */
    interface Parser<T> {
        @Nullable
        T parse(String text);
    }

    /** Writes what the parser reads. */
    interface Printer<T> {
        Object print(T value);
    }

    /** Returns the same kind with the word {@code never} for none. */
    Scalar<Optional<T>> orNever() {
        return new Scalar<>(
                name,
                expected + ", or never",
                Map.of("anyOf", List.of(schema, Map.of("const", "never"))),
                text -> {
                    if (text.equals("never")) {
                        return Optional.empty();
                    }
                    T value = parser.parse(text);
                    return value == null ? null : Optional.of(value);
                },
                value -> value.isPresent() ? printer.print(value.get()) : "never");
    }
}
