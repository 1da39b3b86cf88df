package dev.sparkgate.junit;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway says about a lease.
 *
 * @param reason why it ended; null while it hasn't
 * @param problem what went wrong, as {@code CODE: detail}; null when nothing did
 * @param secret null when the gateway doesn't tell it (again)
 * @param remote null until the lease is granted
 */
record LeaseAnswer(
        String id,
        State state,
        @Nullable String reason,
        @Nullable String problem,
        @Nullable String secret,
        @Nullable String remote,
        String namespace,
        String environment,
        String driver,
        String catalog,
        String database,
        Instant expiresAt) {

    /** Where the lease stands. */
    enum State {
        QUEUED,
        PREPARING,
        ACTIVE,
        ENDING,
        ENDED;

        boolean waiting() {
            return this == QUEUED || this == PREPARING;
        }
    }

    /** @throws IllegalArgumentException when the text is not a lease */
    static LeaseAnswer parse(String text) {
        JsonFields json = JsonFields.parse(text);
        return new LeaseAnswer(
                json.required("id"),
                State.valueOf(json.required("state").toUpperCase(Locale.ROOT)),
                json.text("reason"),
                problem(json.fields("problem")),
                json.text("secret"),
                json.text("remote"),
                json.text("namespace", ""),
                json.text("environment", ""),
                json.text("driver", ""),
                json.text("catalog", ""),
                json.text("database", ""),
                instant(json.text("expiresAt")));
    }

    private static @Nullable String problem(JsonFields problem) {
        String code = problem.text("code");
        return code == null ? null : code + ": " + problem.text("detail", "no detail given");
    }

    private static Instant instant(@Nullable String text) {
        if (text == null) {
            return Instant.MAX;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("expiresAt '" + text + "' is not an instant", e);
        }
    }
}
