package dev.sparkgate.namespace;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway notes of a namespace in its folder, for the drivers and for its own end. Drivers read it themselves: no
 * setting of a session can lead it to another namespace.
 *
 * @param lifetime when the namespace is dropped
 * @param bases folders of the namespaces that it is a fork of, the nearest first
 * @param branches by catalog: the properties of the catalog that it branches off
 * @param holds folders that must stay as long as it does
 * @param seal what a session must say to get in, 128 random bits; null = nothing
 */
record NamespaceNote(
        NamespacePolicy.Lifetime lifetime,
        List<Path> bases,
        Map<String, Map<String, String>> branches,
        List<Path> holds,
        @Nullable String seal) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;

    NamespaceNote {
        requireNonNull(lifetime, "lifetime");
        bases = List.copyOf(bases);
        branches = Map.copyOf(branches);
        holds = List.copyOf(holds);
    }

    static NamespaceNote read(Path file) throws IOException {
        JsonNode root = JSON.readTree(Files.readAllBytes(file));
        return new NamespaceNote(
                NamespacePolicy.Lifetime.valueOf(root.path("lifetime").asText()),
                paths(root.path("bases")),
                JSON.convertValue(root.path("branches"), new TypeReference<Map<String, Map<String, String>>>() {}),
                paths(root.path("holds")),
                root.path("seal").asText(null));
    }

    byte[] write() throws IOException {
        ObjectNode root = JSON.createObjectNode().put("format", FORMAT).put("lifetime", lifetime.name());
        ArrayNode beneath = root.putArray("bases");
        bases.forEach(base -> beneath.add(base.toString()));
        root.set("branches", JSON.valueToTree(branches));
        ArrayNode held = root.putArray("holds");
        holds.forEach(folder -> held.add(folder.toString()));
        if (seal != null) {
            root.put("seal", seal);
        }
        return JSON.writeValueAsBytes(root);
    }

    private static List<Path> paths(JsonNode array) {
        List<Path> paths = new ArrayList<>();
        array.forEach(path -> paths.add(Path.of(path.asText())));
        return paths;
    }
}
