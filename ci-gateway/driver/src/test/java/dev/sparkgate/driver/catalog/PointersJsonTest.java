package dev.sparkgate.driver.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;

class PointersJsonTest {
    @Test
    void shouldReadWhatItWroteWhenNamesAreUnusual() throws Exception {
        // Given
        Namespace odd = Namespace.of("a.b", "\"quoted\" \u00fc\u20ac", "line\nbreak");
        Pointers pointers = Pointers.initial()
                .create(odd, Map.of("k\u0001", "v\\"))
                .create(Namespace.of("raw"), Map.of())
                .commit(Kind.TABLE, TableIdentifier.of(odd, "t.t"), null, "file:/w/a b%20/m.json")
                .commit(Kind.VIEW, TableIdentifier.of("raw", "v"), null, "file:/w/v.json");
        // When
        Pointers read = PointersJson.read(PointersJson.write(pointers, "/n"), "/n");
        // Then
        assertThat(read).isEqualTo(pointers);
    }

    @Test
    void shouldStayReadableWhenWrittenByThisVersion() throws Exception {
        // Given
        String json =
                "{\"format\":1,\"owner\":\"/n\",\"namespaces\":[{\"namespace\":[\"raw\"],\"properties\":{\"owner\":\"ann\"}}],"
                        + "\"names\":[{\"namespace\":[\"raw\"],\"name\":\"events\",\"kind\":\"TABLE\",\"metadata\":\"file:/m\"}]}";
        // When
        Pointers read = PointersJson.read(json.getBytes(UTF_8), "/n");
        // Then
        assertThat(new String(PointersJson.write(read, "/n"), UTF_8)).isEqualTo(json);
    }

    @Test
    void shouldInheritAllWhenAnotherNamespaceWroteIt() throws Exception {
        // Given
        TableIdentifier name = TableIdentifier.of("default", "t");
        Pointers pointers = Pointers.initial().commit(Kind.TABLE, name, null, "file:/m");
        // When
        Pointers copy = PointersJson.read(PointersJson.write(pointers, "/n"), "/fork");
        Pointers kept = PointersJson.read(PointersJson.write(copy, "/fork"), "/fork");
        // Then
        assertThat(copy.names()).containsEntry(name, new Pointer(Kind.TABLE, "file:/m", true));
        assertThat(kept).isEqualTo(copy);
    }
}
