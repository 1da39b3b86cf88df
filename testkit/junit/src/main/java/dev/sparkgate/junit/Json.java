package dev.sparkgate.junit;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON, and reads it into maps, lists, strings, numbers (Double), booleans and null. */
final class Json {
    private Json() {}

    /**
     * Reads a text that holds one JSON object.
     *
     * @throws IllegalArgumentException saying where the text is not JSON, or that it is no object
     */
    @SuppressWarnings("unchecked") // the reader makes no other maps
    static Map<String, @Nullable Object> object(String text) {
        Object value = new JsonReader(text).read();
        if (value instanceof Map) {
            return (Map<String, @Nullable Object>) value;
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    static String write(Map<String, ?> object) {
        StringBuilder text = new StringBuilder();
        write(object, text);
        return text.toString();
    }

    private static void write(@Nullable Object value, StringBuilder text) {
        if (value instanceof Map<?, ?> object) {
            char separator = '{';
            for (Map.Entry<?, ?> member : object.entrySet()) {
                text.append(separator);
                quote(String.valueOf(member.getKey()), text);
                text.append(':');
                write(member.getValue(), text);
                separator = ',';
            }
            text.append(object.isEmpty() ? "{}" : "}");
            return;
        }
        if (value instanceof Collection<?> array) {
            char separator = '[';
            for (Object element : array) {
                text.append(separator);
                write(element, text);
                separator = ',';
            }
            text.append(array.isEmpty() ? "[]" : "]");
            return;
        }
        if (value == null || value instanceof Number || value instanceof Boolean) {
            text.append(value);
            return;
        }
        quote(value.toString(), text);
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
