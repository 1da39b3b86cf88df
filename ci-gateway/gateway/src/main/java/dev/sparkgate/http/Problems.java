package dev.sparkgate.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers failures as RFC 9457 problem+json with the error's code. */
final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static void register(JavalinConfig config) {
        config.routes.exception(SparkgateException.class, (failure, context) -> answer(context, failure));
        config.routes.exception(HttpResponseException.class, (failure, context) -> {
            boolean unknown = failure.getStatus() == ErrorCode.NOT_FOUND.httpStatus();
            String detail = context.method() + " " + context.path()
                    + (unknown
                            ? " is not served (expected: a path of /openapi.json)"
                            : " is refused: " + failure.getMessage());
            ErrorCode code = unknown ? ErrorCode.NOT_FOUND : ErrorCode.REQUEST_INVALID;
            write(context, failure.getStatus(), code.name(), detail);
        });
        config.routes.exception(Exception.class, (failure, context) -> {
            log.atError().addKeyValue("path", context.path()).setCause(failure).log("request failed in the gateway");
            answer(
                    context,
                    new SparkgateException(
                            ErrorCode.INTERNAL,
                            "the gateway failed on this request: " + failure + "; its log says more"));
        });
    }

    static void answer(Context context, SparkgateException failure) {
        write(context, failure.code().httpStatus(), failure.code().name(), failure.getMessage());
        if (failure.code().retryable()) {
            context.header("Retry-After", "1");
        }
    }

    private static void write(Context context, int status, String code, String detail) {
        ObjectNode problem = Json.object();
        problem.put("type", "about:blank");
        problem.put("title", code.toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
        problem.put("status", status);
        problem.put("code", code);
        problem.put("detail", detail);
        problem.put("instance", context.path());
        context.status(status).contentType("application/problem+json").result(problem.toString());
    }
}
