package dev.sparkgate.junit;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Speaks a gateway's HTTP API. */
final class GatewayClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration HEALTH_LIMIT = Duration.ofSeconds(2);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(60);
    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();
    private final @Nullable String token;

    /** @param token the bearer token; null where nobody is asked */
    GatewayClient(@Nullable String token) {
        this.token = token;
    }

    boolean isHealthy(GatewayAddress gateway) {
        try {
            return send("check", request(gateway, "/healthz", HEALTH_LIMIT).GET())
                            .statusCode()
                    == 200;
        } catch (SparkGatewayException notReached) {
            if (Thread.currentThread().isInterrupted()) {
                throw notReached;
            }
            return false;
        }
    }

    LeaseAnswer acquire(GatewayAddress gateway, Map<String, Object> body, LeaseRequest lease) {
        return lease(
                "lease in environment '" + lease.environment() + "'",
                request(gateway, "/api/v1/leases", CALL_LIMIT).POST(json(body)));
    }

    /** Waits up to half a minute for the lease to get on. */
    LeaseAnswer await(GatewayAddress gateway, String id) {
        return lease(
                "wait for lease " + id,
                request(gateway, "/api/v1/leases/" + id + "?wait=30s", CALL_LIMIT)
                        .GET());
    }

    LeaseAnswer extend(GatewayAddress gateway, String id, Duration ttl) {
        return lease(
                "extension of lease " + id + " by " + ttl,
                request(gateway, "/api/v1/leases/" + id + "/extend", CALL_LIMIT)
                        .POST(json(Map.of("ttl", ttl.toString()))));
    }

    /** Extends a lease so that it needs neither its holder nor traffic. */
    LeaseAnswer keep(GatewayAddress gateway, String id, Duration ttl) {
        return lease(
                "keeping of lease " + id + " for " + ttl,
                request(gateway, "/api/v1/leases/" + id + "/extend", CALL_LIMIT)
                        .POST(json(Map.of("ttl", ttl.toString(), "keep", true))));
    }

    LeaseAnswer fork(GatewayAddress gateway, String id, Map<String, Object> body) {
        return lease(
                "fork of lease " + id,
                request(gateway, "/api/v1/leases/" + id + "/fork", CALL_LIMIT).POST(json(body)));
    }

    /** Says whether the gateway has a fixture of this content. */
    boolean hasFixture(GatewayAddress gateway, String id) {
        HttpResponse<String> answer = send(
                "look for fixture " + id,
                request(gateway, "/api/v1/fixtures/" + id, CALL_LIMIT).GET());
        if (answer.statusCode() == 404) {
            return false;
        }
        if (answer.statusCode() / 100 != 2) {
            throw Refusal.of("look for fixture " + id, answer);
        }
        return true;
    }

    void putFixture(GatewayAddress gateway, String id, String name, byte[] zip) {
        String query = "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        accepted(
                "upload of fixture '" + name + "'",
                request(gateway, "/api/v1/fixtures/" + id + query, CALL_LIMIT)
                        .setHeader("Content-Type", "application/zip")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(zip)));
    }

    /** Returns what a gateway answers to a question about a lease or a driver. */
    String read(GatewayAddress gateway, String path) {
        return accepted("reading " + path, request(gateway, path, RELEASE_LIMIT).GET())
                .body();
    }

    void release(GatewayAddress gateway, String id) {
        accepted(
                "release of lease " + id,
                request(gateway, "/api/v1/leases/" + id, RELEASE_LIMIT).DELETE());
    }

    /** Releases what was asked for with the key, whether or not the request ever arrived. */
    void releaseByKey(GatewayAddress gateway, String key) {
        String query = "?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
        accepted(
                "release of key " + key,
                request(gateway, "/api/v1/leases" + query, RELEASE_LIMIT).DELETE());
    }

    private LeaseAnswer lease(String what, HttpRequest.Builder request) {
        HttpResponse<String> answer = accepted(what, request);
        try {
            return LeaseAnswer.parse(answer.body());
        } catch (IllegalArgumentException e) {
            throw new SparkGatewayException(
                    "INTERNAL",
                    what + " failed: the answer of " + answer.uri() + " is not a lease: " + e.getMessage()
                            + "; is a Sparkgate gateway at this address?",
                    e);
        }
    }

    private HttpResponse<String> accepted(String what, HttpRequest.Builder request) {
        HttpResponse<String> answer = send(what, request);
        if (answer.statusCode() / 100 == 2) {
            return answer;
        }
        throw Refusal.of(what, answer);
    }

    private HttpResponse<String> send(String what, HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new SparkGatewayException(
                    "GATEWAY_UNREACHABLE",
                    what + " failed: nothing answers at " + request.uri()
                            + " (expected: a Sparkgate gateway); start it, or unset SPARKGATE_URL to have one started",
                    e);
        } catch (IOException e) {
            throw new SparkGatewayException(
                    "GATEWAY_UNREACHABLE", what + " failed: no answer from " + request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SparkGatewayException("INTERRUPTED", what + " was interrupted", e);
        }
    }

    private HttpRequest.Builder request(GatewayAddress gateway, String path, Duration limit) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.path(path))
                .timeout(limit)
                .header("Accept", "application/json, application/problem+json")
                .header("Content-Type", "application/json")
                .header("User-Agent", "sparkgate-junit/" + Version.own());
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpRequest.BodyPublisher json(Map<String, ?> body) {
        return HttpRequest.BodyPublishers.ofString(Json.write(body));
    }
}
