package dev.sparkgate.driver.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway has noted of a namespace, in its folder: no setting of a session can change it.
 *
 * @param bases folders of the namespaces that it is a fork of, the nearest first
 * @param branches by catalog: the properties of the catalog that it branches off
 * @param seal what a session must say to get in; null = nothing
 */
record NamespaceFile(
        List<Path> bases,
        Map<String, Map<String, String>> branches,
        @Nullable String seal) {
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
            return new NamespaceFile(List.of(), Map.of(), null);
        } catch (IOException e) {
            throw new RuntimeIOException(e, "namespace file cannot be read: %s", namespace.resolve(OPEN));
        }
    }

    /**
     * Lets in who says the namespace's own word: the gateway tells it to its lease's sessions only, so that nobody gets into
     * another lease's namespace by its path.
     *
     * @throws ForbiddenException when it is another word, or none
     */
    void admit(String catalog, @Nullable String said) {
        boolean fits =
                seal == null || said != null && MessageDigest.isEqual(seal.getBytes(UTF_8), said.getBytes(UTF_8));
        if (!fits) {
            throw new ForbiddenException(
                    "catalog %s is of a namespace that is not this session's (expected: the settings that the gateway"
                            + " gave it); use the catalogs of your own lease",
                    catalog);
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
        return new NamespaceFile(bases, branches, root.path("seal").asText(null));
    }
}
