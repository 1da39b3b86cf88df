package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A lease as the gateway tells it. */
record Lease(JsonNode json) {
    private static final Set<String> WAITING = Set.of("QUEUED", "PREPARING");
    private static final Set<String> OVER = Set.of("ENDING", "ENDED");

    Lease {
        requireNonNull(json, "json");
    }

    String id() {
        return text("id");
    }

    boolean isWaiting() {
        return WAITING.contains(text("state"));
    }

    boolean isOver() {
        return OVER.contains(text("state"));
    }

    String text(String field) {
        return Json.text(json, field, "");
    }

    @Nullable
    Long number(String field) {
        JsonNode value = json.get(field);
        return value == null || !value.isNumber() ? null : value.asLong();
    }
}
