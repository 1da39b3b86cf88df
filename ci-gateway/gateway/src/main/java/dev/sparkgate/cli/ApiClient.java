package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls a gateway's HTTP API. Uses the JDK's old client on purpose: it starts in a third of the new one's time. */
final class ApiClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);

    private static final String ACCEPTED = "application/json, application/problem+json, text/plain";

    private final URI gateway;
    private final @Nullable String token;

    /** @param token sent as {@code Authorization: Bearer …}; null when the gateway asks nobody */
    ApiClient(URI gateway, @Nullable String token) {
        this.gateway = requireNonNull(gateway, "gateway");
        this.token = token;
    }

    /** An answer that is not an error; the body is a missing node when it is empty or not JSON. */
    record Answer(int status, String text) {
        JsonNode json() {
            try {
                return Json.parse(text);
            } catch (JsonProcessingException e) {
                throw new SparkgateException(
                        ErrorCode.GATEWAY_UNREACHABLE,
                        "answer is not JSON: '" + abbreviate(text)
                                + "' (expected: that of a Sparkgate gateway); check --gateway and SPARKGATE_URL",
                        e);
            }
        }
    }

    URI gateway() {
        return gateway;
    }

    Answer get(String path, Duration timeout) {
        return call("GET", path, null, ACCEPTED, timeout);
    }

    /** Asks for an answer of one type; errors are problem+json as always. */
    Answer get(String path, String type, Duration timeout) {
        return call("GET", path, null, type, timeout);
    }

    Answer post(String path, @Nullable JsonNode body, Duration timeout) {
        return call("POST", path, body == null ? "" : Json.write(body), ACCEPTED, timeout);
    }

    Answer delete(String path, Duration timeout) {
        return call("DELETE", path, null, ACCEPTED, timeout);
    }

    /** Sends a file. */
    Answer put(String path, String type, Path file, Duration timeout) {
        try {
            HttpURLConnection connection = open("PUT", path, ACCEPTED, timeout);
            connection.setRequestProperty("Content-Type", type);
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(Files.size(file));
            try (OutputStream out = connection.getOutputStream()) {
                Files.copy(file, out);
            }
            return answer(connection);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    boolean isHealthy() {
        try {
            return get("/healthz", HEALTH_TIMEOUT).status() == HttpURLConnection.HTTP_OK;
        } catch (SparkgateException notAnswering) {
            return false;
        }
    }

    /** Escapes a part of a path or of a query. */
    static String escape(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Answer call(String method, String path, @Nullable String body, String accepted, Duration timeout) {
        try {
            HttpURLConnection connection = open(method, path, accepted, timeout);
            if (body != null) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(bytes.length);
                connection.getOutputStream().write(bytes);
            }
            return answer(connection);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private HttpURLConnection open(String method, String path, String accepted, Duration timeout) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(gateway + path).toURL().openConnection();
        connection.setConnectTimeout((int) Math.min(CONNECT_TIMEOUT.toMillis(), timeout.toMillis()));
        connection.setReadTimeout((int) timeout.toMillis());
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Accept", accepted);
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        return connection;
    }

    private Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        boolean failed = status >= HttpURLConnection.HTTP_MULT_CHOICE;
        String text;
        try (@Nullable InputStream stream = failed ? connection.getErrorStream() : connection.getInputStream()) {
            text = stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (failed) {
            throw Problem.of(gateway, status, text);
        }
        return new Answer(status, text);
    }

    private SparkgateException unreachable(IOException cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new SparkgateException(
                ErrorCode.GATEWAY_UNREACHABLE,
                "gateway " + gateway + " does not answer: " + reason
                        + " (expected: a running gateway); check --gateway and SPARKGATE_URL, or see 'sparkgate doctor --gateway "
                        + gateway + "'",
                cause);
    }

    private static String abbreviate(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
