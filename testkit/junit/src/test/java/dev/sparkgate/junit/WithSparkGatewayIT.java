package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** With the gateway of this build, a real Spark and a real client. */
class WithSparkGatewayIT {
    private static final List<Object> SEEN = new CopyOnWriteArrayList<>();

    private static EphemeralGateway gateway;

    private static final String HOME = System.getProperty("sparkgate.home");

    /** In a home of its own: that of the other tests has a gateway that stays warm between them. */
    @BeforeAll
    static void start() {
        System.setProperty("sparkgate.home", HOME + "-of-one-gateway");
        gateway = EphemeralGateway.start("--ttl", "30m");
    }

    @AfterAll
    static void shouldLeaveNothingWhenClosed() {
        gateway.close();
        Path gateways = Path.of(System.setProperty("sparkgate.home", HOME) + "/gateways");
        assertThat(gateway.isAlive()).isFalse();
        assertThat(gateways).isDirectoryNotContaining("glob:**/*.json");
        assertThat(ProcessHandle.current()
                        .descendants()
                        .map(child -> child.info().commandLine().orElse("?")))
                .isEmpty();
    }

    @Test
    void shouldGiveClassesThatRunAtTheSameTimeTheSameTablesApart() {
        // Given
        SEEN.clear();

        // When
        EngineExecutionResults results = run(OneOwner.class, OtherOwner.class);

        // Then
        results.testEvents().assertStatistics(stats -> stats.succeeded(4).failed(0));
        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
        assertThat(leases("ACTIVE")).doesNotContain("\"id\"");
    }

    @WithSparkGateway(conf = "spark.sql.shuffle.partitions=3")
    abstract static class Owner {
        private SparkSession field;

        @BeforeAll
        static void fill(SparkSession spark, SparkLease lease) {
            SEEN.add(lease.namespace());
            spark.sql("CREATE NAMESPACE pedregal.raw");
            spark.sql("CREATE TABLE pedregal.raw.events (owner STRING) USING iceberg");
            spark.sql("INSERT INTO pedregal.raw.events VALUES ('" + lease.id() + "')");
        }

        @Test
        void shouldSeeItsOwnRowOnly(SparkSession spark, SparkLease lease) {
            assertThat(spark.table("pedregal.raw.events").collectAsList())
                    .singleElement()
                    .satisfies(row -> assertThat(row.getString(0)).isEqualTo(lease.id()));
            assertThat(field).isSameAs(spark);
        }

        @Test
        void shouldHaveTheSettingsOfTheAnnotation() {
            assertThat(field.conf().get("spark.sql.shuffle.partitions")).isEqualTo("3");
        }
    }

    static class OneOwner extends Owner {}

    static class OtherOwner extends Owner {}

    @Test
    void shouldGiveEachMethodAnEmptyNamespaceWhenTheScopeIsAMethod() {
        run(EmptyEachTime.class).testEvents().assertStatistics(stats -> stats.succeeded(2));
    }

    @WithSparkGateway(scope = Scope.METHOD, ttl = "5m")
    static class EmptyEachTime {
        @Test
        void one(SparkSession spark) {
            createTable(spark);
        }

        @Test
        void two(SparkSession spark, SparkLease lease) {
            createTable(spark);
            lease.extend(Duration.ofMinutes(10));
        }

        private static void createTable(SparkSession spark) {
            spark.sql("CREATE TABLE pedregal.default.once (id INT) USING iceberg");
            assertThat(spark.table("pedregal.default.once").count()).isZero();
        }
    }

    @Test
    void shouldTellTheGatewaysReasonWhenTheEnvironmentIsUnknown() {
        // When
        EngineExecutionResults results = run(Nowhere.class);

        // Then
        assertThat(TestBed.failures(results))
                .singleElement()
                .asString()
                .contains("lease in environment 'nowhere' was refused: ENVIRONMENT_UNKNOWN");
    }

    @WithSparkGateway(environment = "nowhere")
    static class Nowhere {
        @Test
        void test(SparkSession spark) {}
    }

    @Test
    void shouldFreeTheLeaseWhenTheJvmOfTheTestsIsKilled() throws Exception {
        // Given
        Process tests = HolderMain.start("-Dsparkgate.home=" + System.getProperty("sparkgate.home"));
        String lease;
        try (BufferedReader output = tests.inputReader(StandardCharsets.UTF_8)) {
            lease = output.readLine();
            assertThat(leases("ACTIVE")).contains("\"" + lease + "\"");
        } finally {
            // When
            tests.destroyForcibly();
        }

        // Then
        await().atMost(Duration.ofSeconds(20)).until(() -> !leases("ACTIVE").contains("\"" + lease + "\""));
    }

    private static EngineExecutionResults run(Class<?>... types) {
        EngineTestKit.Builder builder = EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent");
        for (Class<?> type : types) {
            builder.selectors(selectClass(type));
        }
        return builder.execute();
    }

    private static String leases(String state) {
        try {
            URI address = URI.create(gateway.http() + "/api/v1/leases?state=" + state);
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
