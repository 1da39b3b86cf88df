package dev.sparkgate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.gateway.config.ConfigResult.Invalid;
import dev.sparkgate.gateway.config.ConfigResult.Valid;
import dev.sparkgate.gateway.config.GatewayConfig.AccessLog;
import dev.sparkgate.gateway.config.GatewayConfig.Auth;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster.ProcessCluster;
import dev.sparkgate.gateway.config.GatewayConfig.Cluster.StaticCluster;
import dev.sparkgate.gateway.config.GatewayConfig.Grpc;
import dev.sparkgate.gateway.config.GatewayConfig.Http;
import dev.sparkgate.gateway.config.GatewayConfig.Observability;
import dev.sparkgate.gateway.config.GatewayConfig.StaticDriver;
import dev.sparkgate.namespace.CatalogSpec;
import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.namespace.NamespacePolicy.Lifetime;
import dev.sparkgate.pool.HealthPolicy;
import dev.sparkgate.pool.PoolPolicy;
import dev.sparkgate.pool.PoolPolicy.Recycle;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Environment.Access;
import dev.sparkgate.route.Environment.Limits;
import dev.sparkgate.route.Environment.PoolShare;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    private static final String WHOLE = """
            gateway:
              grpc: {address: 127.0.0.1, port: 15002, max-message: 128MiB}
              http: {address: 127.0.0.1, port: 15080}
              state: {jdbc: "jdbc:h2:file:./state/sparkgate"}
              header-aliases: {team: x-doordash-team, environment: x-doordash-environment, user: x-doordash-user}
              default-environment: test
              access-log: /var/log/sparkgate/access.log
              tracing: {otlp: "http://localhost:4318/"}
            auth: {mode: open}
            clusters:
              laptop: {backend: process}
              legacy: {backend: static, drivers: [{address: "10.0.0.5:15002", token-env: LEGACY_TOKEN}, {address: "[::1]:15003"}]}
            pools:
              default: {cluster: laptop, spark: "4.1", min-idle: 1, max: 2, leases-per-driver: 16, memory: 1g,
                        recycle: {leases: 200, age: 6h, heap: 85%}, conf: {spark.sql.shuffle.partitions: "4"}, packages: []}
            environments:
              test:
                pools: [{pool: default, weight: 1}]
                namespace: {name: "sjns-{team}-test-{lease}", lifetime: lease}
                catalogs:  {pedregal: {physical: pedregal-test, type: isolated}}
                fixtures:  []
                lease:     {ttl: 1h, max-ttl: 4h, idle: 15m, max-wait: 5m, max-queue: 50}
                access:    {teams: ["*"], leases-per-team: 20}
            """;

    @Test
    void shouldReadHowDriversAreWatchedAndWeightsOfZero() {
        // When
        GatewayConfig config = valid("""
                pools:
                  a: {health: {period: 1s, timeout: 500ms, lost-after: 10s}}
                  b: {health: {lost-after: 2m}}
                environments:
                  test: {pools: [{pool: a, weight: 3}, {pool: b, weight: 0}]}
                """);

        // Then
        assertThat(config.pools().get("a").health())
                .isEqualTo(new HealthPolicy(Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofSeconds(10)));
        assertThat(config.pools().get("b").health())
                .isEqualTo(new HealthPolicy(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofMinutes(2)));
        assertThat(config.environments().get("test").pools())
                .containsExactly(new PoolShare("a", 3), new PoolShare("b", 0));
    }

    @Test
    void shouldReadEveryKeyWhenAllAreGiven() {
        // When
        GatewayConfig config = valid(WHOLE);

        // Then
        Profile profile = new Profile("4.1", "1g", Map.of("spark.sql.shuffle.partitions", "4"), List.of(), true);
        CatalogSpec pedregal = new CatalogSpec("pedregal-test", CatalogSpec.Type.ISOLATED, Map.of());
        assertThat(config)
                .isEqualTo(new GatewayConfig(
                        new Grpc(new Address("127.0.0.1", 15002), 128L << 20, null, null),
                        new Http(new Address("127.0.0.1", 15080)),
                        new GatewayConfig.State("jdbc:h2:file:./state/sparkgate", null, null),
                        Map.of(
                                "team", "x-doordash-team",
                                "environment", "x-doordash-environment",
                                "user", "x-doordash-user"),
                        "test",
                        null,
                        new Observability(
                                new AccessLog.LogFile(Path.of("/var/log/sparkgate/access.log")),
                                URI.create("http://localhost:4318")),
                        GatewayConfig.Fixtures.USUAL,
                        new Auth(Auth.Mode.OPEN),
                        Map.of(
                                "laptop",
                                new ProcessCluster(null),
                                "legacy",
                                new StaticCluster(
                                        List.of(
                                                new StaticDriver(new Address("10.0.0.5", 15002), "LEGACY_TOKEN"),
                                                new StaticDriver(new Address("::1", 15003), null)),
                                        null)),
                        Map.of(
                                "default",
                                new PoolPolicy(
                                        "default",
                                        "laptop",
                                        profile,
                                        1,
                                        2,
                                        16,
                                        new Recycle(200, Duration.ofHours(6), 0.85))),
                        Map.of(
                                "test",
                                new Environment(
                                        "test",
                                        List.of(new PoolShare("default", 1)),
                                        new NamespacePolicy(
                                                "sjns-{team}-test-{lease}",
                                                Lifetime.LEASE,
                                                Map.of(
                                                        "pedregal",
                                                        pedregal,
                                                        "spark_catalog",
                                                        new CatalogSpec(
                                                                "spark_catalog-test",
                                                                CatalogSpec.Type.ISOLATED,
                                                                Map.of()))),
                                        List.of(),
                                        new Limits(
                                                Duration.ofHours(1),
                                                Duration.ofHours(4),
                                                Duration.ofMinutes(15),
                                                Duration.ofMinutes(5),
                                                50),
                                        new Access(List.of("*"), 20))),
                        null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing but a remark\n", "---\n", "~", "{}", "gateway:\npools: ~\n"})
    void shouldReturnTheEmbeddedDefaultsWhenNothingIsSaid(String yaml) {
        // When
        GatewayConfig config = valid(yaml);

        // Then
        assertThat(config).isEqualTo(EmbeddedDefaults.config());
    }

    @Test
    void shouldFillInDefaultsWhenOnlyNamesAreGiven() {
        // When
        GatewayConfig config = valid("""
                clusters: {here: {backend: process}}
                pools: {only: {}}
                environments: {dev: }
                """);

        // Then
        PoolPolicy embedded = EmbeddedDefaults.pools().get("default");
        assertThat(config.pools())
                .containsExactly(Map.entry(
                        "only", new PoolPolicy("only", "here", embedded.profile(), 1, 2, 16, embedded.recycle())));
        Environment dev = config.environments().get("dev");
        assertThat(dev.pools()).containsExactly(new PoolShare("only", 1));
        assertThat(dev.namespace().name()).isEqualTo("sjns-{team}-{environment}-{lease}");
        assertThat(dev.namespace().catalogs())
                .containsExactly(
                        Map.entry("pedregal", new CatalogSpec("pedregal-dev", CatalogSpec.Type.ISOLATED, Map.of())),
                        Map.entry(
                                "spark_catalog",
                                new CatalogSpec("spark_catalog-dev", CatalogSpec.Type.ISOLATED, Map.of())));
        assertThat(dev.access()).isEqualTo(new Access(List.of("*"), 20));
        assertThat(config.defaultEnvironment()).isEqualTo("dev");
    }

    @Test
    void shouldServeAnEnvironmentWithAllEmbeddedPoolsWhenTheFileHasNone() {
        // When
        GatewayConfig config = valid("environments: {dev: {}}");

        // Then
        assertThat(config.environments().get("dev").pools())
                .extracting(PoolShare::pool)
                .containsExactly("default", "spark-4.0");
    }

    @Test
    void shouldKeepTheOrderOfTheFile() {
        // When
        GatewayConfig config = valid("""
                pools: {z: {cluster: laptop}, default: {}, a: {}, m: {}}
                environments: {zoo: {}, local: {}, bar: {catalogs: {z: {}, a: {}, m: {}}}}
                """);

        // Then
        assertThat(config.pools().keySet()).containsExactly("z", "default", "a", "m");
        assertThat(config.environments().keySet()).containsExactly("zoo", "local", "bar");
        assertThat(config.environments().get("bar").namespace().catalogs().keySet())
                .containsExactly("z", "a", "m", "spark_catalog");
    }

    @Test
    void shouldReadOtherFormsOfValues() {
        // When
        GatewayConfig config = valid("""
                gateway: {grpc: {address: "[::1]", port: 0, max-message: 64m}, http: {address: localhost, port: "0"}}
                pools:
                  default: {spark: 4.0, memory: 1536MiB, fast-start: false, recycle: {leases: never, age: never, heap: never},
                            conf: {spark.sql.ansi.enabled: false, spark.sql.shuffle.partitions: 4},
                            packages: ["org.apache.iceberg:iceberg-aws-bundle:1.12.0"]}
                environments:
                  local: {lease: {ttl: PT30M, max-ttl: P1D, idle: 90s, max-wait: 0s}, namespace: {lifetime: persistent}}
                """);

        // Then
        assertThat(config.grpc()).isEqualTo(new Grpc(new Address("::1", 0), 64L << 20, null, null));
        assertThat(config.http().address()).isEqualTo(new Address("localhost", 0));
        PoolPolicy pool = config.pools().get("default");
        assertThat(pool.profile())
                .isEqualTo(new Profile(
                        "4.0",
                        "1536m",
                        Map.of("spark.sql.ansi.enabled", "false", "spark.sql.shuffle.partitions", "4"),
                        List.of("org.apache.iceberg:iceberg-aws-bundle:1.12.0"),
                        false));
        assertThat(pool.recycle()).isEqualTo(new Recycle(null, null, null));
        Environment local = config.environments().get("local");
        assertThat(local.limits())
                .isEqualTo(new Limits(
                        Duration.ofMinutes(30), Duration.ofDays(1), Duration.ofSeconds(90), Duration.ZERO, 1000));
        assertThat(local.namespace().name()).isEqualTo("sjns-{team}-{environment}");
    }

    @Test
    void shouldReadEachTypeOfCatalog() {
        // When
        GatewayConfig config = valid("""
                environments:
                  local:
                    catalogs:
                      own: {}
                      rest: {type: iceberg-rest, uri: "http://catalog:8181", warehouse: wh, properties: {credential: none}}
                      lake: {physical: the-lake, type: iceberg-hadoop, warehouse: "s3://bucket/lake"}
                      other: {type: conf, class: org.example.MyCatalog, properties: {url: "jdbc:x"}}
                  bare: {namespace: {lifetime: none}}
                """);

        // Then
        Map<String, CatalogSpec> catalogs =
                config.environments().get("local").namespace().catalogs();
        assertThat(catalogs)
                .containsEntry("own", new CatalogSpec("own-local", CatalogSpec.Type.ISOLATED, Map.of()))
                .containsEntry(
                        "rest",
                        new CatalogSpec(
                                "rest-local",
                                CatalogSpec.Type.ICEBERG_REST,
                                Map.of("uri", "http://catalog:8181", "warehouse", "wh", "credential", "none")))
                .containsEntry(
                        "lake",
                        new CatalogSpec(
                                "the-lake", CatalogSpec.Type.ICEBERG_HADOOP, Map.of("warehouse", "s3://bucket/lake")))
                .containsEntry(
                        "other",
                        new CatalogSpec(
                                "other-local",
                                CatalogSpec.Type.CONF,
                                Map.of("", "org.example.MyCatalog", "url", "jdbc:x")));
        assertThat(config.environments().get("bare").namespace().catalogs()).isEmpty();
    }

    @Test
    void shouldUseAnAliasAsIfItWereWrittenOut() {
        // When
        GatewayConfig config = valid("""
                environments:
                  local: {lease: &short {ttl: 5m}}
                  test: {lease: *short}
                """);

        // Then
        assertThat(config.environments().get("test").limits().ttl()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void shouldReadAFileAsItsText(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("sparkgate.yaml"), WHOLE);

        // When
        ConfigResult result = ConfigReader.read(file);

        // Then
        assertThat(result).isEqualTo(ConfigReader.read(WHOLE));
    }

    @Test
    void shouldSayWhatIsWrongWhenTheFileCannotBeRead(@TempDir Path folder) throws IOException {
        // Given
        Path missing = folder.resolve("missing.yaml");
        Path binary =
                Files.write(folder.resolve("latin1.yaml"), "auth: {mode: öpen}".getBytes(StandardCharsets.ISO_8859_1));

        // When
        List<ConfigResult> results =
                List.of(ConfigReader.read(missing), ConfigReader.read(binary), ConfigReader.read(folder));

        // Then
        assertThat(results)
                .extracting(result -> ((Invalid) result).errors().get(0).message())
                .satisfiesExactly(
                        message -> assertThat(message)
                                .isEqualTo(
                                        "file " + missing + " does not exist (expected: a YAML file); check the path"),
                        message -> assertThat(message).contains("is not UTF-8 text"),
                        message -> assertThat(message).startsWith("cannot read " + folder));
    }

    @Test
    void shouldThrowEveryErrorAtOnceWhenAskedForTheConfiguration() {
        // Given
        ConfigResult result = ConfigReader.read("auth: {mode: closed}\npols: {}\n");

        // When // Then
        assertThatThrownBy(() -> result.orThrow("my.yaml"))
                .isInstanceOfSatisfying(
                        SparkgateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                .hasMessage("""
                        configuration my.yaml has 2 errors (expected: none); mend the file and check it with: sparkgate check-config my.yaml
                        my.yaml:1: auth.mode: 'closed' is not known (expected: one of open)
                        my.yaml:2: pols: unknown key 'pols' (expected: one of auth, clusters, environments, gateway, pools); did you mean 'pools'?""");
    }

    @Test
    void shouldListenElsewhereWhenPortsAreReplaced() {
        // When
        GatewayConfig config = EmbeddedDefaults.config().withPorts(0, 1);

        // Then
        assertThat(config.grpcAddress()).isEqualTo(new Address("127.0.0.1", 0));
        assertThat(config.http().address()).isEqualTo(new Address("127.0.0.1", 1));
    }

    @Test
    void shouldSayWhereAccessIsLoggedWhenAFlagIsGiven() {
        // When / Then
        assertThat(valid("gateway: {access-log: true}").observability().accessLog())
                .isEqualTo(new AccessLog.OwnLog());
        assertThat(valid("gateway: {access-log: false}").observability()).isEqualTo(Observability.NONE);
        assertThat(valid("gateway: {}").observability()).isEqualTo(Observability.NONE);
    }

    private static GatewayConfig valid(String yaml) {
        ConfigResult result = ConfigReader.read(yaml);
        assertThat(result).isInstanceOf(Valid.class);
        return ((Valid) result).config();
    }

    @Test
    void shouldRefuseIcebergWhereThereIsNoneYet() {
        // Given
        String text = "pools: {new: {cluster: laptop, spark: '4.2'}}\nenvironments: {test: {pools: [{pool: new}]}}\n";

        // When
        ConfigResult result = ConfigReader.read(text);

        // Then
        assertThat(((ConfigResult.Invalid) result).errors()).singleElement().satisfies(error -> {
            assertThat(error.message()).contains("no Iceberg yet");
            assertThat(error.path()).isEqualTo("environments.test.pools");
        });
    }
}
