package dev.sparkgate.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a gateway of this machine tells of itself in {@code $SPARKGATE_HOME/gateways/N.json} while it lives. */
record GatewayRecord(
        String remote,
        String http,
        ProcessIdentity process,
        String version,
        String user,
        List<String> environments,
        boolean ephemeral) {
    GatewayRecord {
        environments = List.copyOf(environments);
    }

    /** Reads a record; empty when the file is gone or is not one. */
    static Optional<GatewayRecord> read(Path file) {
        try {
            JsonNode node = Json.parse(Files.readString(file));
            List<String> environments = new ArrayList<>();
            node.path("environments").forEach(name -> environments.add(name.asText()));
            String remote = Json.text(node, "remote");
            String http = Json.text(node, "http");
            String startedAt = Json.text(node, "startedAt");
            if (remote == null || http == null || startedAt == null) {
                return Optional.empty();
            }
            return Optional.of(new GatewayRecord(
                    remote,
                    http,
                    new ProcessIdentity(node.path("pid").asLong(), Instant.parse(startedAt)),
                    Json.text(node, "version", ""),
                    Json.text(node, "user", ""),
                    environments,
                    node.path("ephemeral").asBoolean()));
        } catch (JsonProcessingException | DateTimeException notARecord) {
            return Optional.empty();
        } catch (IOException goneMeanwhile) {
            return Optional.empty();
        }
    }

    String toJson() {
        ObjectNode node = announcement();
        node.put("startedAt", process.startedAt().toString());
        node.put("version", version);
        node.put("user", user);
        node.put("ephemeral", ephemeral);
        return Json.write(node);
    }

    /** Returns the line that {@code up --json} prints. */
    ObjectNode announcement() {
        ObjectNode node = Json.object();
        node.put("remote", remote);
        node.put("http", http);
        node.put("pid", process.pid());
        ArrayNode names = node.putArray("environments");
        environments.forEach(names::add);
        return node;
    }

    boolean serves(@Nullable String environment) {
        return environment == null || environments.contains(environment);
    }
}
