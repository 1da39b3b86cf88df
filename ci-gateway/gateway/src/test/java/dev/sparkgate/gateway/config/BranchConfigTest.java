package dev.sparkgate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.namespace.CatalogSpec;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BranchConfigTest {
    @Test
    void shouldLeadABranchToItsBase() {
        // When
        GatewayConfig config = ConfigReader.read("""
                environments:
                  test:
                    catalogs:
                      pedregal: {physical: pedregal-test, type: branch, of: staging}
                      lake: {type: branch, of: staging}
                      own: {type: branch, of: notebooks}
                  staging:
                    catalogs:
                      pedregal: {type: iceberg-rest, uri: "http://catalog:8181", properties: {token: t}}
                      lake: {type: iceberg-hadoop, warehouse: "s3://bucket/lake"}
                  notebooks:
                    namespace: {name: "sjns-{team}-{environment}", lifetime: persistent}
                    catalogs: {own: {type: isolated}}
                gateway: {default-environment: test}
                """).orThrow("test");

        // Then
        Map<String, CatalogSpec> catalogs =
                config.environments().get("test").namespace().catalogs();
        assertThat(catalogs.keySet()).containsExactly("pedregal", "lake", "own", "spark_catalog");
        assertThat(catalogs.get("pedregal"))
                .isEqualTo(new CatalogSpec(
                        "pedregal-test",
                        CatalogSpec.Type.BRANCH,
                        Map.of("type", "rest", "uri", "http://catalog:8181", "token", "t")));
        assertThat(catalogs.get("lake").properties())
                .isEqualTo(Map.of("type", "hadoop", "warehouse", "s3://bucket/lake"));
        assertThat(catalogs.get("own").named(Map.of("team", "search", "environment", "test")))
                .isEqualTo(new CatalogSpec(
                        "own-test",
                        CatalogSpec.Type.BRANCH,
                        Map.of("sparkgate.namespace", "notebooks.sjns-search-notebooks")));
    }

    @Test
    void shouldRefuseABranchThatHasNothingToBranchOff() {
        // When
        ConfigResult result = ConfigReader.read("""
                environments:
                  test:
                    catalogs:
                      a: {type: branch}
                      b: {type: branch, of: stagin}
                      c: {type: branch, of: staging}
                      d: {type: branch, of: staging}
                      e: {type: branch, of: test}
                      f: {type: branch, of: staging}
                  staging:
                    catalogs: {d: {type: isolated}, f: {type: conf, class: org.example.Cat}}
                gateway: {default-environment: test}
                """);

        // Then
        assertThat(((ConfigResult.Invalid) result).errors().stream().map(ConfigError::toString))
                .hasSize(6)
                .anyMatch(error -> error.contains("a.of") && error.contains("is missing"))
                .anyMatch(error -> error.contains("b.of") && error.contains("did you mean 'staging'?"))
                .anyMatch(error -> error.contains("c.of") && error.contains("has no catalog 'c'"))
                .anyMatch(error -> error.contains("d.of") && error.contains("is another one for every lease"))
                .anyMatch(error -> error.contains("e.of") && error.contains("is of type branch"))
                .anyMatch(error -> error.contains("f.of") && error.contains("is of type conf"));
    }
}
