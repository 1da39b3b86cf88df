package dev.sparkgate.driver.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;

/**
 * What the gateway has noted of a namespace, in its folder: no setting of a session can change it.
 *
 * @param bases folders of the namespaces that it is a fork of, the nearest first
 * @param branches by catalog: the properties of the catalog that it branches off
 */
record NamespaceFile(List<Path> bases, Map<String, Map<String, String>> branches) {
    private static final int FORMAT = 1;
    private static final String OPEN = ".namespace.json";
    private static final String ENDED = ".ended.json";

    NamespaceFile {
        bases = List.copyOf(bases);
        branches = Map.copyOf(branches);
    }

    /** Reads the note of a namespace; a folder without one stands for itself. */
    static NamespaceFile of(Path namespace) {
        try {
            return parse(JsonMapper.builder().build().readTree(Files.readAllBytes(namespace.resolve(OPEN))));
        } catch (NoSuchFileException e) {
            if (Files.exists(namespace.resolve(ENDED))) {
                throw new NotFoundException(e, "namespace is gone: %s; its lease has ended, take a new one", namespace);
            }
            return new NamespaceFile(List.of(), Map.of());
        } catch (IOException e) {
            throw new RuntimeIOException(e, "namespace file cannot be read: %s", namespace.resolve(OPEN));
        }
    }

    private static NamespaceFile parse(JsonNode root) throws IOException {
        int format = root.path("format").asInt();
        if (format != FORMAT) {
            throw new IOException("format " + format + " (expected: " + FORMAT + ")");
        }
        List<Path> bases = new ArrayList<>();
        root.path("bases").forEach(base -> bases.add(Path.of(base.asText())));
        Map<String, Map<String, String>> branches = new LinkedHashMap<>();
        root.path("branches").fields().forEachRemaining(branch -> {
            Map<String, String> properties = new LinkedHashMap<>();
            branch.getValue()
                    .fields()
                    .forEachRemaining(field ->
                            properties.put(field.getKey(), field.getValue().asText()));
            branches.put(branch.getKey(), properties);
        });
        return new NamespaceFile(bases, branches);
    }
}
