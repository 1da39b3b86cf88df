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
            String code = Json.text(problem, "code");
            String detail = Json.text(problem, "detail");
            if (code != null && detail != null) {
                return new SparkgateException(codeNamed(code), detail);
            }
        } catch (JsonProcessingException notJson) {
            // told below: whoever answered is not a gateway, or something stands in between
        }
        return new SparkgateException(
                ErrorCode.GATEWAY_UNREACHABLE,
                "gateway " + gateway + " answered status " + status
                        + " without a problem description (expected: a Sparkgate gateway); check --gateway and SPARKGATE_URL");
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
