package dev.sparkgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sparkgate.driver.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** The HTTP API of a gateway under test. */
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Address address;

    Api(Address address) {
        this.address = address;
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> page(String path) {
        return send(request(path).header("accept", "text/html").GET());
    }

    JsonNode report(JsonNode lease) {
        return parse(get("/api/v1/leases/" + lease.path("id").asText() + "/report"));
    }

    JsonNode lease(String order) {
        HttpResponse<String> answer = send(request("/api/v1/leases")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(order)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return parse(answer);
    }

    /** Forks a lease. */
    JsonNode fork(JsonNode lease, String order) {
        HttpResponse<String> answer = post("/api/v1/leases/" + lease.path("id").asText() + "/fork", order);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return parse(answer);
    }

    HttpResponse<String> post(String path, String body) {
        return send(request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Orders a lease, granted or queued. */
    JsonNode order(String order) {
        HttpResponse<String> answer = send(request("/api/v1/leases")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(order)));
        assertThat(answer.statusCode()).as(answer.body()).isIn(201, 202);
        return parse(answer);
    }

    /** Reads a lease again; its secret is told to its creator only. */
    JsonNode lease(JsonNode lease) {
        return parse(get("/api/v1/leases/" + lease.path("id").asText()));
    }

    List<JsonNode> drivers() {
        List<JsonNode> drivers = new ArrayList<>();
        parse(get("/api/v1/drivers")).path("drivers").forEach(drivers::add);
        return drivers;
    }

    /** Returns a driver, or null when there is none of that id. */
    JsonNode driver(String id) {
        return drivers().stream()
                .filter(driver -> driver.path("id").asText().equals(id))
                .findFirst()
                .orElse(null);
    }

    JsonNode leases(String query) {
        return parse(get("/api/v1/leases?" + query)).path("leases");
    }

    String state(JsonNode lease) {
        return parse(get("/api/v1/leases/" + lease.path("id").asText()))
                .path("state")
                .asText();
    }

    void release(JsonNode lease) {
        assertThat(send(request("/api/v1/leases/" + lease.path("id").asText()).DELETE())
                        .statusCode())
                .isEqualTo(204);
    }

    List<Long> driverPids() {
        List<Long> pids = new ArrayList<>();
        parse(get("/api/v1/drivers"))
                .path("drivers")
                .forEach(driver -> pids.add(driver.path("pid").asLong()));
        return pids;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode parse(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
