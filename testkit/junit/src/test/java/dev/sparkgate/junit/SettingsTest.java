package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @Test
    void shouldAskParametersThenPropertiesThenVariablesThenFiles(@TempDir Path folder) {
        // Given
        Surroundings surroundings = new Surroundings(
                Map.of("SPARKGATE_TTL", "variable", "SPARKGATE_TEAM", "variable", "SPARKGATE_SPARK", "variable"),
                Map.of("sparkgate.ttl", "property", "sparkgate.team", "property"),
                Map.of("sparkgate.ttl", "file", "sparkgate.keep", "file"),
                folder);

        // When
        Surroundings all = surroundings.with(name -> name.equals("sparkgate.ttl") ? "parameter" : null);

        // Then
        assertThat(all.setting("SPARKGATE_TTL")).isEqualTo("parameter");
        assertThat(all.setting("SPARKGATE_TEAM")).isEqualTo("property");
        assertThat(all.setting("SPARKGATE_SPARK")).isEqualTo("variable");
        assertThat(all.setting("SPARKGATE_KEEP")).isEqualTo("file");
        assertThat(all.setting("SPARKGATE_REPORT")).isNull();
    }

    @Test
    void shouldNotTakeTheAddressFromConfigurationParameters(@TempDir Path folder) {
        Surroundings surroundings =
                new Surroundings(Map.of(), Map.of(), folder).with(name -> "http://127.0.0.1:1/" + name);

        assertThat(surroundings.setting("SPARKGATE_URL")).isNull();
        assertThat(surroundings.setting("SPARKGATE_TOKEN")).isNull();
        assertThat(surroundings.setting("SPARKGATE_TEAM")).isNotNull();
    }

    @Test
    void shouldReadTheFileOfTheHome(@TempDir Path home) throws Exception {
        Files.writeString(home.resolve("config"), "sparkgate.team=search\nsparkgate.url=http://127.0.0.1:1\n");

        assertThat(SettingsFiles.read(home))
                .containsEntry("sparkgate.team", "search")
                .containsEntry("sparkgate.url", "http://127.0.0.1:1");
    }

    @Test
    void shouldSayWhichVersionsServeWhichClients() {
        assertThat(Versions.refusal("4.0", "4.1.3")).contains("Spark 4.0 does not serve the newer client 4.1.3");
        assertThat(Versions.refusal("4.1", "4.1.3")).isNull();
        assertThat(Versions.refusal("4.2", "4.1.3")).isNull();
        assertThat(Versions.refusal("4.0", null)).isNull();
    }
}
