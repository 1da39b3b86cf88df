package dev.sparkgate.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Takes and gives back leases by the gateway's HTTP API. */
final class LeaseClient {
    private static final String WANTED = """
            {"environment": "local", "team": "bench", "ttl": "10m"}""";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final URI leases;

    LeaseClient(URI gateway) {
        leases = gateway.resolve("/api/v1/leases");
    }

    Lease acquire() throws IOException, InterruptedException {
        JsonNode answer = json.readTree(send(HttpRequest.newBuilder(leases)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(WANTED))));
        if (!answer.path("state").asText().equals("ACTIVE")) {
            throw new IOException(
                    "lease " + answer.path("id") + " is " + answer.path("state") + " (expected: ACTIVE, at once)");
        }
        return new Lease(answer.path("id").asText(), answer.path("secret").asText());
    }

    void release(Lease lease) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(leases + "/" + lease.id())).DELETE());
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(
                    "the gateway answered " + answer.statusCode() + " (expected: success): " + answer.body());
        }
        return answer.body();
    }
}
