package dev.sparkgate.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespacesTest {
    @TempDir
    Path root;

    @Test
    void shouldDropWhatIsInIt() throws Exception {
        // Given
        Namespaces namespaces = new Namespaces(root);
        Namespace namespace = namespace("a", NamespacePolicy.Lifetime.LEASE);
        namespaces.create(namespace);
        Files.createDirectories(root.resolve("a/pedregal/raw/events"));
        Files.writeString(root.resolve("a/pedregal/raw/events/part-0.parquet"), "x");

        // When
        namespaces.drop(namespace);
        namespaces.drop(namespace);

        // Then
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void shouldKeepPersistentOnes() {
        // Given
        Namespaces namespaces = new Namespaces(root);
        Namespace namespace = namespace("team", NamespacePolicy.Lifetime.PERSISTENT);
        namespaces.create(namespace);

        // When
        namespaces.drop(namespace);

        // Then
        assertThat(root.resolve("team")).isDirectory();
    }

    @Test
    void shouldLeadASessionIntoItsOwnCatalog() {
        // Given
        Namespaces namespaces = new Namespaces(root);

        // When
        Map<String, String> conf = namespaces.sessionConf(namespace("a", NamespacePolicy.Lifetime.LEASE));

        // Then
        assertThat(conf)
                .containsEntry("spark.sql.defaultCatalog", "pedregal")
                .containsEntry(
                        "spark.sql.catalog.pedregal.warehouse",
                        root.resolve("a/pedregal").toString());
    }

    @Property
    void shouldMakeNamesThatAnySystemTakes(@ForAll String team, @ForAll String user) {
        String name = NamespaceName.of(
                "sjns-{team}-test-{user}-{lease}", Map.of("team", team, "user", user, "lease", "k3f9x2m7qa"));
        assertThat(name).matches("[a-z0-9-]{1,63}");
    }

    @Test
    void shouldTellNamesApartThatLookAlikeOnceCleaned() {
        assertThat(NamespaceName.of("{team}", Map.of("team", "a.b")))
                .isNotEqualTo(NamespaceName.of("{team}", Map.of("team", "a-b")));
        assertThat(NamespaceName.of("sjns-{team}", Map.of("team", "feature-engineering")))
                .isEqualTo("sjns-feature-engineering");
    }

    private static Namespace namespace(String name, NamespacePolicy.Lifetime lifetime) {
        return new Namespace(
                name,
                name,
                lifetime,
                "pedregal",
                "default",
                Map.of("pedregal", new CatalogSpec("pedregal-test", CatalogSpec.Type.ISOLATED, Map.of())));
    }
}
