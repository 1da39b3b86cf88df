package dev.sparkgate.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the JSON schema of {@code sparkgate.yaml}, which editors check and complete with. */
final class ConfigSchema {
    private ConfigSchema() {}

    static Map<String, Object> schema() {
        SchemaSection root = new SchemaSection();
        RootReader.read(root, null);
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "sparkgate.yaml");
        schema.put("description", "The configuration of a Sparkgate gateway; see configuration.md.");
        schema.putAll(root.schema());
        return schema;
    }

    static String json() {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        try {
            return new ObjectMapper()
                            .writer(new DefaultPrettyPrinter().withObjectIndenter(lines))
                            .writeValueAsString(schema())
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema cannot be written", e);
        }
    }
}
