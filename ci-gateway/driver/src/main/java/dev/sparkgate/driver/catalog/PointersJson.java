package dev.sparkgate.driver.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Reads and writes {@link Pointers} as JSON. With the Jackson that Spark itself needs on its class path: the one inside
 * Iceberg's runtime is relocated, and not for others.
 */
final class PointersJson {
    private static final int FORMAT = 1;
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private PointersJson() {}

    /**
     * Writes the state of a namespace.
     *
     * @param owner folder of the namespace: who reads the same in another folder has a copy
     */
    static byte[] write(Pointers pointers, String owner) throws IOException {
        ObjectNode root = MAPPER.createObjectNode().put("format", FORMAT).put("owner", owner);
        ArrayNode namespaces = root.putArray("namespaces");
        pointers.namespaces().forEach((namespace, properties) -> {
            ObjectNode node = namespaces.addObject();
            levels(node.putArray("namespace"), namespace);
            node.set("properties", MAPPER.valueToTree(properties));
        });
        ArrayNode names = root.putArray("names");
        pointers.names().forEach((name, pointer) -> {
            ObjectNode node = names.addObject();
            levels(node.putArray("namespace"), name.namespace());
            node.put("name", name.name()).put("kind", pointer.kind().name()).put("metadata", pointer.metadata());
            if (pointer.inherited()) {
                node.put("inherited", true);
            }
        });
        return MAPPER.writeValueAsBytes(root);
    }

    /** Reads the state of a namespace: what another one has written is inherited. */
    static Pointers read(byte[] json, String owner) throws IOException {
        JsonNode root = MAPPER.readTree(json);
        int format = root.path("format").asInt();
        if (format != FORMAT) {
            throw new IOException("format " + format + " (expected: " + FORMAT + ")");
        }
        Map<Namespace, Map<String, String>> namespaces = new LinkedHashMap<>();
        for (JsonNode node : root.path("namespaces")) {
            Map<String, String> properties = new LinkedHashMap<>();
            node.path("properties")
                    .fields()
                    .forEachRemaining(field ->
                            properties.put(field.getKey(), field.getValue().asText()));
            namespaces.put(namespace(node), properties);
        }
        Map<TableIdentifier, Pointer> names = new LinkedHashMap<>();
        for (JsonNode node : root.path("names")) {
            names.put(
                    TableIdentifier.of(namespace(node), node.path("name").asText()),
                    new Pointer(
                            Kind.valueOf(node.path("kind").asText()),
                            node.path("metadata").asText(),
                            node.path("inherited").asBoolean()));
        }
        Pointers pointers = new Pointers(namespaces, names);
        boolean copied = !root.path("owner").asText(owner).equals(owner);
        return copied ? pointers.inherit() : pointers;
    }

    private static void levels(ArrayNode array, Namespace namespace) {
        for (String level : namespace.levels()) {
            array.add(level);
        }
    }

    private static Namespace namespace(JsonNode node) {
        return Namespace.of(StreamSupport.stream(node.path("namespace").spliterator(), false)
                .map(JsonNode::asText)
                .toArray(String[]::new));
    }
}
