package dev.sparkgate.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.net.URI;

/** Turns the gateway's problem+json (RFC 9457) back into the exception it was. */
final class Problem {
    private Problem() {}

    static SparkgateException of(URI gateway, int status, String body) {
        try {
            JsonNode problem = Json.parse(body);
            if (problem.hasNonNull("code") && problem.hasNonNull("detail")) {
                return of(problem);
            }
        } catch (JsonProcessingException notJson) {
            // told below: whoever answered is not a gateway, or something stands in between
        }
        return new SparkgateException(
                ErrorCode.GATEWAY_UNREACHABLE,
                "gateway " + gateway + " answered status " + status
                        + " without a problem description (expected: a Sparkgate gateway); check --gateway and SPARKGATE_URL");
    }

    /** @param problem an object with {@code code} and {@code detail} */
    static SparkgateException of(JsonNode problem) {
        return new SparkgateException(
                codeNamed(Json.text(problem, "code", "INTERNAL")), Json.text(problem, "detail", problem.toString()));
    }

    private static ErrorCode codeNamed(String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return ErrorCode.INTERNAL; // of a newer gateway; its detail says the rest
    }
}
