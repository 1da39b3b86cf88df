package dev.sparkgate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConfigSchemaTest {
    private static final Path DOCS = Path.of("../../docs");
    private static final Pattern YAML_BLOCK = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    @Test
    void shouldBeTheCommittedOne() throws IOException {
        // Given
        Path committed = DOCS.resolve("sparkgate.schema.json");

        // When
        String schema = ConfigSchema.json();

        // Then
        if (Boolean.getBoolean("schema.update")) {
            Files.writeString(committed, schema);
        }
        assertThat(committed)
                .as("docs/sparkgate.schema.json is stale; run this test with -Dschema.update=true and commit it")
                .hasContent(schema);
    }

    @Test
    void shouldHaveEveryKeyInTheDocumentation() throws IOException {
        // Given
        String page = Files.readString(DOCS.resolve("configuration.md"));

        // When
        List<String> keys = keys("", ConfigSchema.schema());

        // Then
        assertThat(keys).contains("environments.NAME.lease.max-ttl", "clusters.NAME.drivers[].token-env");
        assertThat(keys).allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }

    @Test
    void shouldAcceptEveryExampleOfTheDocumentation() throws IOException {
        // Given
        Matcher blocks = YAML_BLOCK.matcher(Files.readString(DOCS.resolve("configuration.md")));

        // When
        List<ConfigResult> results =
                blocks.results().map(block -> ConfigReader.read(block.group(1))).toList();

        // Then
        assertThat(results)
                .hasSizeGreaterThan(3)
                .allSatisfy(result -> assertThat(result).isInstanceOf(ConfigResult.Valid.class));
        assertThat(results.get(0).orThrow("the first example")).isEqualTo(EmbeddedDefaults.config());
    }

    /** Lists the paths of all keys that hold a value: {@code pools.NAME.max}, {@code clusters.NAME.drivers[].address}. */
    private static List<String> keys(String path, Map<?, ?> schema) {
        List<String> keys = new ArrayList<>();
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((key, property) ->
                    keys.addAll(keys(path.isEmpty() ? key.toString() : path + "." + key, (Map<?, ?>) property)));
            return keys;
        }
        if (schema.get("additionalProperties") instanceof Map<?, ?> named && named.containsKey("properties")) {
            return keys(path + ".NAME", named);
        }
        if (schema.get("items") instanceof Map<?, ?> items && items.containsKey("properties")) {
            return keys(path + "[]", items);
        }
        return List.of(path);
    }
}
