package dev.sparkgate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.gateway.config.ConfigResult.Invalid;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigErrorsTest {
    @Test
    void shouldReportEveryErrorAtOnceWhenMuchIsWrong() {
        // Given
        String yaml = """
                gateway:
                  grpc: {address: 0.0.0.0, port: 70000, max-message: lots, tls: {certificate: c.pem, key: k.pem}}
                  http:
                    address: "::"
                    prt: 15080
                  state: {jdbc: "jdbc:oracle:thin:me/secret@db"}
                  header-aliases: {team: Team Header, user: grpc-user}
                  default-environment: tset
                clusters:
                  laptop: {backend: process, regoin: us-west-2}
                  usw2: {backend: kubernetes, context: prod-spark-usw2, namespace: spark, region: us-west-2}
                  legacy:
                    backend: static
                    drivers:
                      - {address: "10.0.0.5"}
                      - {address: "10.0.0.6:15002", token-env: "MY TOKEN"}
                      - {address: "10.0.0.6:15002"}
                  empty: {backend: static}
                  odd: {backend: proces}
                  mixed: {backend: process, drivers: []}
                  none: {}
                pools:
                  default: {cluster: lptop, spark: four, min-idle: -1, max: 0, leases-per-driver: 1.5, memory: 100m}
                  big: {cluster: laptop, min-idle: 3, max: 2, fast-start: yes,
                        recycle: {leases: 0, age: soon, heap: 120%}}
                  conf: {cluster: laptop, conf: {shuffle: 4, spark.driver.memory: 1g, spark.x: [1]}, packages: [iceberg]}
                  fixed: {cluster: legacy, memory: 2g}
                  "bad name": {cluster: laptop}
                environments:
                  test:
                    pools: [{pool: defalt}, {pool: big}, {pool: big, weight: -1}, {}]
                    namespace: {name: "sjns-{tem}-{lease}", lifetime: forever}
                    catalogs:
                      "my.cat": {}
                      pedregal: {type: branch, of: staging}
                      rest: {type: iceberg-rest}
                      lake: {type: iceberg-hadoop, uri: "http://x"}
                    lease:
                      ttl: 9h
                      max-ttl: 4h
                      idle: a while
                      max-wiat: 5m
                    access: {teams: [], leases-per-team: none}
                  shared: {namespace: {name: "sjns-{team}"}}
                  kept: {namespace: {name: "sjns-{lease}", lifetime: persistent}, catalogs: {}}
                  bare: {namespace: {lifetime: none}, catalogs: {pedregal: {}}}
                  slash: {namespace: {name: "a/{lease}"}, pools: default, fixtures: {a: b}}
                  filled: {fixtures: [fixtures/events.yaml], namespace: {lifetime: persistent}}
                auth: {mode: oidc, issuer: "https://example.com"}
                """;

        // When
        String errors = errors(yaml).stream().map(error -> error.print("f")).collect(Collectors.joining("\n"));

        // Then
        assertThat(errors).isEqualTo("""
                        f:2: gateway.grpc.port: '70000' is not a port (expected: a whole number from 0 to 65535)
                        f:2: gateway.grpc.address: gateway.grpc.address '0.0.0.0' can be reached from other machines while auth.mode is 'open' (expected: a loopback address such as 127.0.0.1, ::1 or localhost); listen on loopback and put a tunnel or an authenticating proxy in front
                        f:2: gateway.grpc.max-message: 'lots' is not a size (expected: like 128MiB or 1g, from 1MiB to 2047MiB)
                        f:2: gateway.grpc.tls: is not supported by this version (supported: plain gRPC on loopback); remove it
                        f:4: gateway.http.address: gateway.http.address '::' can be reached from other machines while auth.mode is 'open' (expected: a loopback address such as 127.0.0.1, ::1 or localhost); listen on loopback and put a tunnel or an authenticating proxy in front
                        f:5: gateway.http.prt: unknown key 'prt' (expected: one of address, port); did you mean 'port'?
                        f:6: gateway.state.jdbc: jdbc:oracle:… is not a JDBC URL of a known database (expected: jdbc:h2:file:PATH or jdbc:postgresql://HOST:PORT/DATABASE)
                        f:7: gateway.header-aliases.team: 'Team Header' is not a metadata name (expected: lower-case letters, digits, '-', '_' and '.', not ending in -bin, not starting with grpc-)
                        f:7: gateway.header-aliases.user: 'grpc-user' is not a metadata name (expected: lower-case letters, digits, '-', '_' and '.', not ending in -bin, not starting with grpc-)
                        f:8: gateway.default-environment: environment 'tset' is not defined (expected: one of test, shared, kept, bare, slash, filled); did you mean 'test'?
                        f:10: clusters.laptop.regoin: unknown key 'regoin' (expected: one of backend, region); did you mean 'region'?
                        f:11: clusters.usw2.backend: 'kubernetes' is not supported by this version (supported: process, static)
                        f:15: clusters.legacy.drivers[0].address: '10.0.0.5' is not a host and port (expected: HOST:PORT)
                        f:16: clusters.legacy.drivers[1].token-env: 'MY TOKEN' is not a name of an environment variable (expected: letters, digits and '_', not starting with a digit)
                        f:17: clusters.legacy.drivers[2].address: driver '10.0.0.6:15002' is listed twice (expected: once); remove one
                        f:18: clusters.empty.drivers: is missing (expected: at least one {address: HOST:PORT}); add it
                        f:19: clusters.odd.backend: 'proces' is not known (expected: one of process, static)
                        f:20: clusters.mixed.drivers: key 'drivers' has no meaning here (expected: only with backend: static); remove it
                        f:21: clusters.none.backend: is missing (expected: one of process, static); add it
                        f:23: pools.default.cluster: cluster 'lptop' is not defined (expected: one of laptop, usw2, legacy, empty, odd, mixed, none); did you mean 'laptop'?
                        f:23: pools.default.spark: 'four' is not a Spark version (expected: like 4.1 or 4.1.2)
                        f:23: pools.default.memory: '100m' is not a size (expected: like 128MiB or 1g, from 512m to 1024g)
                        f:23: pools.default.min-idle: '-1' is not a number of drivers (expected: a whole number from 0 to 1000)
                        f:23: pools.default.max: '0' is not a number of drivers (expected: a whole number from 1 to 1000)
                        f:23: pools.default.leases-per-driver: '1.5' is not a number of leases (expected: a whole number from 1 to 1000000)
                        f:24: pools.big.fast-start: 'yes' is not a flag (expected: true or false)
                        f:24: pools.big.min-idle: min-idle 3 is above max 2 (expected: at most max); lower min-idle or raise max
                        f:25: pools.big.recycle.leases: '0' is not a number of leases (expected: a whole number from 1 to 1000000, or never)
                        f:25: pools.big.recycle.age: 'soon' is not a duration (expected: like 30s, 10m, 1h or ISO-8601 like PT1H, from 1m to 365d, or never)
                        f:25: pools.big.recycle.heap: '120%' is not a share (expected: a percentage from 1% to 100%, or never)
                        f:26: pools.conf.conf.shuffle: 'shuffle' is not a Spark setting (expected: a key starting with spark.); remove it
                        f:26: pools.conf.conf['spark.driver.memory']: 'spark.driver.memory' is set by the gateway itself (expected: any other key); use the pool's key memory
                        f:26: pools.conf.conf['spark.x']: a list is not a text (expected: one value)
                        f:26: pools.conf.packages[0]: 'iceberg' is not a Maven coordinate (expected: group:artifact:version)
                        f:27: pools.fixed.memory: has no meaning for the static cluster 'legacy', whose drivers others start (expected: only with backend process); remove it
                        f:28: pools['bad name']: 'bad name' is not a name (expected: letters, digits, '.', '_' and '-', starting with a letter or digit, at most 63)
                        f:31: environments.test.pools[0].pool: pool 'defalt' is not defined (expected: one of default, big, conf, fixed, bad name); did you mean 'default'?
                        f:31: environments.test.pools[2].weight: '-1' is not a weight (expected: a whole number from 0 to 1000)
                        f:31: environments.test.pools[2].pool: pool 'big' is listed twice (expected: once); add up the weights
                        f:31: environments.test.pools[3].pool: is missing (expected: letters, digits, '.', '_' and '-', starting with a letter or digit, at most 63); add it
                        f:32: environments.test.namespace.lifetime: 'forever' is not a lifetime (expected: lease, persistent, none)
                        f:32: environments.test.namespace.name: 'sjns-{tem}-{lease}' has the unknown variable {tem} (expected: {team}, {environment}, {user}, {user-hash}, {lease}, {job}); did you mean {team}?
                        f:34: environments.test.catalogs['my.cat']: 'my.cat' is not a catalog name (expected: letters, digits and '_', starting with a letter)
                        f:35: environments.test.catalogs.pedregal.of: environment 'staging' is not defined (expected: one of test, shared, kept, bare, slash, filled); define it under environments or correct the name
                        f:36: environments.test.catalogs.rest.uri: is missing (expected: http://HOST:PORT/PATH or https://…); add it
                        f:37: environments.test.catalogs.lake.warehouse: is missing (expected: the catalog's folder or bucket); add it
                        f:37: environments.test.catalogs.lake.uri: key 'uri' has no meaning here (expected: only with type: iceberg-rest); remove it
                        f:39: environments.test.lease.ttl: lease ttl 9h is above the cap of environment 'test' (expected: at most 4h); lower ttl or raise max-ttl
                        f:41: environments.test.lease.idle: 'a while' is not a duration (expected: like 30s, 10m, 1h or ISO-8601 like PT1H, from 1s to 365d)
                        f:42: environments.test.lease.max-wiat: unknown key 'max-wiat' (expected: one of idle, max-queue, max-ttl, max-wait, ttl); did you mean 'max-wait'?
                        f:43: environments.test.access.leases-per-team: 'none' is not a number of leases (expected: a whole number from 1 to 1000000)
                        f:43: environments.test.access.teams: lets nobody in (expected: at least one team, or "*" for every team); add one
                        f:44: environments.shared.namespace.name: 'sjns-{team}' is the same for every lease of a team while lifetime is 'lease' (expected: one of {lease}, {job}, {user}, {user-hash} in it); add {lease} or make it persistent
                        f:45: environments.kept.namespace.name: 'sjns-{lease}' is another one for every lease while lifetime is 'persistent' (expected: neither {lease} nor {job} in it); remove them or set lifetime: lease
                        f:45: environments.kept.catalogs: is empty (expected: at least 1 entry); add one or remove the key
                        f:46: environments.bare.catalogs: have no meaning with namespace.lifetime 'none' (expected: lifetime lease or persistent); remove them
                        f:47: environments.slash.pools: 'default' is not a list (expected: [item, …])
                        f:47: environments.slash.namespace.name: 'a/{lease}' is not a name (expected: at most 100 letters, digits, '-', '_' and variables such as {lease}); change it
                        f:47: environments.slash.fixtures: a mapping is not a list (expected: [item, …])
                        f:48: environments.filled.fixtures: have no meaning unless namespace.lifetime is 'lease' (expected: namespaces that begin with their leases); remove them or set lifetime: lease
                        f:49: auth.mode: 'oidc' is not supported by this version (supported: open)""");
    }

    @Test
    void shouldNameBothSettingsWhenOpenModeWouldListenBeyondLoopback() {
        // When
        List<ConfigError> errors = errors("gateway: {http: {address: gateway.example.com}}");

        // Then
        assertThat(errors)
                .containsExactly(new ConfigError(
                        "gateway.http.address",
                        1,
                        "gateway.http.address 'gateway.example.com' can be reached from other machines while auth.mode is 'open'"
                                + " (expected: a loopback address such as 127.0.0.1, ::1 or localhost);"
                                + " listen on loopback and put a tunnel or an authenticating proxy in front"));
    }

    @Test
    void shouldReportKeysThatAreThereTwice() {
        // When
        List<ConfigError> errors = errors("auth: {mode: open}\npools:\n  a: {}\n  b: {}\n  a: {}\nauth: {}\n");

        // Then
        assertThat(errors)
                .extracting(error -> error.print("f"))
                .contains(
                        "f:5: pools.a: key 'a' is there twice, first on line 3 (expected: once); remove one",
                        "f:6: auth: key 'auth' is there twice, first on line 1 (expected: once); remove one");
    }

    @Test
    void shouldReportThePortThatBothSidesWant() {
        // When
        List<ConfigError> errors = errors("gateway: {http: {port: 15002}}");

        // Then
        assertThat(errors).extracting(ConfigError::path).containsExactly("gateway.http.port");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'auth:\\n\\tmode: open'           | 2 | at column 1
            'pools: {a: {}\\nauth: {}'        | 2 | at column
            'a: b: c'                        | 1 | at column 5
            'gateway: "open'                 | 1 | at column
            '--- {}\\n--- {}'                 | 2 | at column 1
            'auth: *nothing'                 | 1 | at column 7
            'auth: {mode: "\\7"}'         | 1 | U+0007
            """)
    void shouldGiveLineAndColumnWhenItIsNotYaml(String yaml, int line, String part) {
        // When
        List<ConfigError> errors = errors(yaml.translateEscapes());

        // Then
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).path()).isEmpty();
        assertThat(errors.get(0).line()).isEqualTo(line);
        assertThat(errors.get(0).message()).contains(part).contains("(expected: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"just text", "[a, list]", "pools: []", "pools: text", "environments: {test: []}"})
    void shouldSayWhatShapeIsExpectedWhenItIsAnother(String yaml) {
        // When
        List<ConfigError> errors = errors(yaml);

        // Then
        assertThat(errors).isNotEmpty();
        assertThat(errors.get(0).message()).contains("is not a mapping (expected: key: value pairs)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access-log: \"logs/\"",
                "tracing: {otlp: localhost:4318}",
                "tracing: {otlp: \"http://me:secret@collector:4318\"}",
                "tracing: {otlp: \"http://collector:4318/v1/traces\"}"
            })
    void shouldSayWhatIsExpectedWhenCallsCannotBeWrittenThere(String key) {
        // When
        List<ConfigError> errors = errors("gateway: {" + key + "}");

        // Then
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).message()).contains("(expected: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            catalogs: {system: {}}                                             | catalogs.system.type    | is Spark's own
            catalogs: {p: {type: iceberg-rest, uri: localhost:8181}}           | catalogs.p.uri          | is not a URI (expected: http://HOST:PORT/PATH
            catalogs: {p: {type: conf, class: a.B, properties: {spark.x: 1}}}  | catalogs.p.properties['spark.x'] | leave the prefix out
            catalogs: {p: {type: iceberg-hadoop, warehouse: /w, properties: {warehouse: /x}}} | catalogs.p.properties.warehouse | use the catalog's key warehouse
            catalogs: {p: {type: iceberg-hadoop, warehouse: /w, properties: {type: rest}}}    | catalogs.p.properties.type      | or use type conf
            namespace: {session-catalog: shared}                               | namespace.session-catalog | 'shared' is not a choice (expected: isolated, driver)
            namespace: {session-catalog: driver, lifetime: none}               | namespace.session-catalog | has no meaning with namespace.lifetime 'none'
            namespace: {name: "sjns-{teem}-{lease}"}                           | namespace.name          | did you mean {team}?
            """)
    void shouldSayWhatIsWrongWithNamesAndCatalogs(String key, String path, String part) {
        // When
        List<ConfigError> errors = errors("environments:\n  test:\n    " + key);

        // Then
        assertThat(errors).singleElement().satisfies(error -> {
            assertThat(error.path()).isEqualTo("environments.test." + path);
            assertThat(error.line()).isEqualTo(3);
            assertThat(error.message()).contains(part);
        });
    }

    @Test
    void shouldRefuseASessionCatalogOfTheLeasesOwnOnDriversThatOthersRun() {
        // When
        List<ConfigError> errors = errors("""
                clusters: {legacy: {backend: static, drivers: [{address: "10.0.0.5:15002"}]}}
                pools: {legacy: {cluster: legacy}}
                environments: {old: {namespace: {session-catalog: isolated}, catalogs: {p: {type: conf, class: a.B}}}}
                """);

        // Then
        assertThat(errors)
                .singleElement()
                .satisfies(error -> assertThat(error.message())
                        .contains("'isolated' is not possible on the pools of environment 'old'"));
    }

    @Test
    void shouldNotFollowAMappingThatHoldsItself() {
        // When
        List<ConfigError> errors = errors("auth: &a {mode: open, more: *a}");

        // Then
        assertThat(errors).extracting(ConfigError::path).containsExactly("auth.more");
    }

    @Test
    void shouldNotShowAPasswordWhenAJdbcUrlIsRefused() {
        // When
        List<ConfigError> errors = errors("gateway: {state: {jdbc: 'jdbc:mysql://root:hunter2@db/x'}}");

        // Then
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).message()).contains("jdbc:mysql:…").doesNotContain("hunter2");
    }

    @Test
    void shouldRefuseToGiveUpADriverBeforeItCouldBeProbed() {
        // When
        List<ConfigError> errors = errors("pools: {default: {health: {period: 20s, timeout: 15s}}}");

        // Then
        assertThat(errors).singleElement().satisfies(error -> {
            assertThat(error.path()).isEqualTo("pools.default.health.period");
            assertThat(error.message())
                    .isEqualTo("lost-after 30s leaves no time for a probe (expected: at least period and timeout"
                            + " together, 35s); raise lost-after, or lower period or timeout");
        });
    }

    private static List<ConfigError> errors(String yaml) {
        ConfigResult result = ConfigReader.read(yaml);
        assertThat(result).isInstanceOf(Invalid.class);
        return ((Invalid) result).errors();
    }
}
