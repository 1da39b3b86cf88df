package dev.sparkgate.junit;

import java.net.http.HttpResponse;

/** Reads why a gateway refused: problem+json (RFC 9457) with a {@code code}. */
final class Refusal {
    private static final int EXCERPT = 200;

    private Refusal() {}

    static SparkGatewayException of(String what, HttpResponse<String> answer) {
        String from = answer.request().method() + " " + answer.uri() + " answered " + answer.statusCode();
        try {
            JsonFields problem = JsonFields.parse(answer.body());
            String code = problem.required("code");
            String detail = problem.text("detail", problem.text("title", "no detail given"));
            return new SparkGatewayException(code, what + " was refused: " + code + ": " + detail + " (" + from + ")");
        } catch (IllegalArgumentException noProblem) {
            String body = answer.body().strip();
            String excerpt = body.length() > EXCERPT ? body.substring(0, EXCERPT) + "…" : body;
            return new SparkGatewayException(
                    "GATEWAY_UNREACHABLE",
                    what + " failed: " + from + " with '" + excerpt
                            + "' (expected: a Sparkgate gateway's answer); check the address",
                    noProblem);
        }
    }
}
