package dev.sparkgate.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespaceNameTest {
    private static final NamespacePolicy PERSISTENT =
            new NamespacePolicy("sjns-{team}", NamespacePolicy.Lifetime.PERSISTENT, Map.of());

    @Property(tries = 3000)
    void shouldNeverGiveTwoTeamsAndUsersOneName(
            @ForAll("templates") String template,
            @ForAll("words") String team,
            @ForAll("words") String user,
            @ForAll("words") String otherTeam,
            @ForAll("words") String otherUser) {
        // When
        String name = NamespaceName.of(template, values(team, user));
        String other = NamespaceName.of(template, values(otherTeam, otherUser));

        // Then
        assertThat(name).matches("[a-z0-9-]{1,63}");
        boolean sameTeam = !template.contains("{team}") || team.equals(otherTeam);
        boolean sameUser = !template.contains("{user") || user.equals(otherUser);
        assertThat(name.equals(other)).isEqualTo(sameTeam && sameUser);
    }

    @ParameterizedTest
    @CsvSource({
        "sjns-{team}-{environment}, feature-engineering, ada, sjns-feature-engineering-prod",
        "sjns-{team}-{user}, search, ada, sjns-search-ada",
        "sjns-{team}-test-{lease}, search, ada, sjns-search-test-k3f9x2m7qa"
    })
    void shouldShowValuesAsTheyAreWhenTheyCanBeTold(String template, String team, String user, String expected) {
        // When / Then
        assertThat(NamespaceName.of(template, values(team, user))).isEqualTo(expected);
    }

    @Test
    void shouldMarkWhatItHadToChange() {
        // When
        String name = NamespaceName.of("sjns-{team}", values("Feature Engineering", "ada"));

        // Then
        assertThat(name).matches("sjns-feature-engineering--[0-9a-f]{16}");
        assertThat(NamespaceName.of("sjns-{team}", values(name.substring("sjns-".length()), "ada")))
                .isNotEqualTo(name);
    }

    @Test
    void shouldKeepLongNamesShortAndApart() {
        // When
        String one = NamespaceName.of("sjns-{team}", values("a".repeat(100), "ada"));
        String two = NamespaceName.of("sjns-{team}", values("a".repeat(101), "ada"));

        // Then
        assertThat(one).hasSizeLessThanOrEqualTo(63).isNotEqualTo(two);
    }

    @Test
    void shouldKeepEnvironmentsAndLifetimesApart() {
        // Given
        NamespacePolicy ofLeases = new NamespacePolicy("sjns-{team}", NamespacePolicy.Lifetime.LEASE, Map.of());

        // When
        Namespace staging = naming("staging", "search", "k3f9x2m7qa").by(PERSISTENT);
        Namespace prod = naming("prod", "search", "k3f9x2m7qa").by(PERSISTENT);
        Namespace again = naming("prod", "search", "zzzzzzzzzz").by(PERSISTENT);
        Namespace lease = naming("prod", "search", "k3f9x2m7qa").by(ofLeases);
        Namespace other = naming("prod", "search", "zzzzzzzzzz").by(ofLeases);

        // Then
        assertThat(staging.name()).isEqualTo(prod.name());
        assertThat(List.of(staging.folder(), prod.folder(), lease.folder(), other.folder()))
                .doesNotHaveDuplicates();
        assertThat(again).isEqualTo(prod);
    }

    @ParameterizedTest
    @CsvSource({
        "spark.sql.catalog.pedregal, true",
        "spark.sql.catalog.pedregal.warehouse, true",
        "spark.sql.defaultCatalog, true",
        "spark.sql.catalog.pedregal2, false",
        "spark.sql.shuffle.partitions, false"
    })
    void shouldRefuseSettingsThatLeadElsewhere(String setting, boolean refused) {
        // Given
        CatalogSpec isolated = new CatalogSpec("p", CatalogSpec.Type.ISOLATED, Map.of());
        Namespace namespace = naming("test", "search", "k3f9x2m7qa").by(PERSISTENT.with(Map.of("pedregal", isolated)));

        // When / Then
        if (refused) {
            assertThatThrownBy(() -> namespace.requireForeign(List.of(setting)))
                    .hasMessageContaining("conf '" + setting + "' is set by the gateway");
        } else {
            namespace.requireForeign(List.of(setting));
        }
    }

    @Provide
    Arbitrary<String> templates() {
        return Arbitraries.of(
                "sjns-{team}-{environment}",
                "sjns-{team}-{user}",
                "{team}{user}",
                "{team}x{user}",
                "{user}-{environment}-{team}",
                "{team}-{user-hash}",
                "{team}_{team}-{user}",
                "sjns-{team}");
    }

    /** Few letters, so that much is nearly the same. */
    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings()
                .withChars('a', 'b', 'x', '-', '.', 'A')
                .ofMinLength(1)
                .ofMaxLength(4);
    }

    private static NamespaceNaming naming(String environment, String team, String lease) {
        return new NamespaceNaming(environment, team, "ada", lease, lease);
    }

    private static Map<String, String> values(String team, String user) {
        return Map.of(
                "team",
                team,
                "user",
                user,
                "user-hash",
                NamespaceName.hash(user),
                "environment",
                "prod",
                "lease",
                "k3f9x2m7qa",
                "job",
                "k3f9x2m7qa");
    }
}
