package dev.sparkgate.junit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes typed fields out of a JSON object; a field of another type counts as missing. */
record JsonFields(Map<String, @Nullable Object> object) {
    static JsonFields parse(String text) {
        return new JsonFields(Json.object(text));
    }

    @Nullable
    String text(String name) {
        return object.get(name) instanceof String text ? text : null;
    }

    String text(String name, String otherwise) {
        return object.get(name) instanceof String text ? text : otherwise;
    }

    /** @throws IllegalArgumentException when it is missing */
    String required(String name) {
        String text = text(name);
        if (text == null) {
            throw new IllegalArgumentException("no text '" + name + "' in it");
        }
        return text;
    }

    /** Returns an object within; without fields when it is missing. */
    @SuppressWarnings("unchecked") // the reader makes no other maps
    JsonFields fields(String name) {
        if (object.get(name) instanceof Map<?, ?> map) {
            return new JsonFields((Map<String, @Nullable Object>) map);
        }
        return new JsonFields(new HashMap<>());
    }

    long number(String name, long otherwise) {
        return object.get(name) instanceof Double number ? number.longValue() : otherwise;
    }

    List<String> texts(String name) {
        if (!(object.get(name) instanceof List<?> list)) {
            return List.of();
        }
        return list.stream().filter(Objects::nonNull).map(Object::toString).toList();
    }
}
