package dev.sparkgate.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.text.Durations;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A request's JSON object, read field by field with errors that name the field. */
final class Body {
    private final JsonNode json;
    private final String path;

    private Body(JsonNode json, String path) {
        this.json = json;
        this.path = path;
    }

    /**
     * Reads the body; an empty one is an empty object.
     *
     * @param known fields that may be there
     */
    static Body of(Context context, Set<String> known) {
        String text = context.body();
        if (text.isBlank()) {
            return new Body(Json.object(), "");
        }
        String type = context.contentType();
        // A browser cannot send this type to another origin without asking first: so no page can call the gateway.
        if (type == null || !type.startsWith("application/json")) {
            throw invalid("content type '" + type + "' is not accepted (expected: application/json)");
        }
        try {
            JsonNode json = Json.parse(text);
            if (!json.isObject()) {
                throw invalid("the body is not a JSON object (expected: {…})");
            }
            return new Body(json, "").checked(known);
        } catch (JsonProcessingException e) {
            throw invalid("the body is not JSON: " + e.getOriginalMessage());
        }
    }

    @Nullable
    String text(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw wrong(field, value, "a string");
        }
        return value.textValue();
    }

    @Nullable
    Duration duration(String field) {
        String text = text(field);
        return text == null ? null : Durations.parse(path + field, text);
    }

    @Nullable
    Instant instant(String field) {
        String text = text(field);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw invalid(
                    path + field + " '" + text + "' is not an instant (expected: RFC 3339 like 2026-01-31T08:00:00Z)");
        }
    }

    long number(String field) {
        JsonNode value = value(field);
        if (value == null || !value.canConvertToLong()) {
            throw invalid(path + field + " is missing or not a whole number");
        }
        return value.longValue();
    }

    /** Returns a flag; false when it is not there. */
    boolean flag(String field) {
        JsonNode value = value(field);
        if (value != null && !value.isBoolean()) {
            throw wrong(field, value, "true or false");
        }
        return value != null && value.booleanValue();
    }

    Map<String, String> texts(String field) {
        JsonNode value = value(field);
        Map<String, String> texts = new LinkedHashMap<>();
        if (value == null) {
            return texts;
        }
        if (!value.isObject()) {
            throw wrong(field, value, "an object of strings");
        }
        value.properties().forEach(entry -> {
            if (!entry.getValue().isValueNode()) {
                throw wrong(field + "." + entry.getKey(), entry.getValue(), "a string");
            }
            texts.put(entry.getKey(), entry.getValue().asText());
        });
        return texts;
    }

    List<String> list(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(field, value, "a list of strings");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value) {
            if (!item.isTextual()) {
                throw wrong(field, item, "a list of strings");
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    @Nullable
    Body object(String field, Set<String> known) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            throw wrong(field, value, "an object");
        }
        return new Body(value, path + field + ".").checked(known);
    }

    private Body checked(Set<String> known) {
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw invalid("field '" + path + name + "' is not known (expected: one of "
                        + String.join(", ", new TreeSet<>(known)) + ")");
            }
        });
        return this;
    }

    private @Nullable JsonNode value(String field) {
        JsonNode value = json.get(field);
        return value == null || value.isNull() ? null : value;
    }

    private SparkgateException wrong(String field, JsonNode value, String expected) {
        return invalid(path + field + " is " + value + " (expected: " + expected + ")");
    }

    private static SparkgateException invalid(String message) {
        return new SparkgateException(ErrorCode.REQUEST_INVALID, message);
    }
}
