package dev.sparkgate.driver.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.spark.package$;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real Spark. */
class DriverMainIT {
    private static final String ICEBERG =
            "spark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions\n"
                    + "spark.sql.shuffle.partitions=1\n";

    @TempDir
    static Path shared;

    private static DriverProcess driver;
    private static int port;

    @TempDir
    Path temp;

    @BeforeAll
    static void launch() throws Exception {
        DriverProcess.own(shared.resolve("driver"), ProcessHandle.current());
        driver = DriverProcess.launch(shared.resolve("driver"), ICEBERG);
        port = Integer.parseInt(driver.facts().getProperty("port"));
    }

    @AfterAll
    static void stop() {
        driver.close();
    }

    @Test
    void shouldSayWhoAndWhereItIsWhenItListens() throws Exception {
        // When
        Properties facts = driver.facts();
        // Then
        assertThat(facts)
                .containsEntry("pid", Long.toString(driver.process.pid()))
                .containsEntry("host", "127.0.0.1")
                .containsEntry("generation", "g1")
                .containsEntry("spark", package$.MODULE$.SPARK_VERSION());
        long start = driver.process.info().startInstant().orElseThrow().toEpochMilli();
        assertThat(Long.parseLong(facts.getProperty("startMillis"))).isEqualTo(start);
    }

    @Test
    void shouldKeepLeasesApartWhenTheirTablesHaveTheSameName() throws Exception {
        try (ConnectSession ann =
                        new ConnectSession(port).withCatalog(temp.resolve("a").toString());
                ConnectSession bob =
                        new ConnectSession(port).withCatalog(temp.resolve("b").toString());
                ConnectSession annAgain =
                        new ConnectSession(port).withCatalog(temp.resolve("a").toString())) {
            // Given
            ann.rows("CREATE NAMESPACE raw");
            bob.rows("CREATE NAMESPACE raw");
            ann.rows("CREATE TABLE raw.events AS SELECT 1 AS id");
            bob.rows("CREATE TABLE raw.events AS SELECT * FROM VALUES (1), (2) AS t(other)");
            // When
            ann.rows("INSERT INTO pedregal.raw.events VALUES (2), (3)");
            // Then
            assertThat(ann.rows("SELECT id FROM pedregal.raw.events")).isEqualTo(3);
            assertThat(bob.rows("SELECT other FROM pedregal.raw.events")).isEqualTo(2);
            assertThat(annAgain.rows("SELECT id FROM pedregal.raw.events")).isEqualTo(3);
        }
    }

    @Test
    void shouldRunTheSqlOfAWarehouseWhenTheCatalogIsALeases() throws Exception {
        try (ConnectSession session =
                new ConnectSession(port).withCatalog(temp.resolve("w").toString())) {
            session.rows("CREATE NAMESPACE raw");
            session.rows("CREATE TABLE raw.events (id BIGINT, kind STRING) PARTITIONED BY (kind)");
            session.rows("INSERT INTO raw.events VALUES (1, 'a'), (2, 'a'), (3, 'b')");
            session.rows(
                    "MERGE INTO raw.events t USING (SELECT 3L AS id UNION ALL SELECT 4L) s ON t.id = s.id"
                            + " WHEN MATCHED THEN UPDATE SET kind = 'merged' WHEN NOT MATCHED THEN INSERT (id, kind) VALUES (s.id, 'new')");
            session.rows("UPDATE raw.events SET kind = 'updated' WHERE id = 1");
            session.rows("DELETE FROM raw.events WHERE id = 2");
            assertThat(session.rows("SELECT * FROM raw.events WHERE id || kind IN ('1updated', '3merged', '4new')"))
                    .isEqualTo(3);
            assertThat(session.rows("SELECT * FROM raw.events")).isEqualTo(3);

            session.rows("CREATE TABLE raw.copy AS SELECT * FROM raw.events");
            session.rows("ALTER TABLE raw.copy RENAME TO raw.moved");
            session.rows("CREATE OR REPLACE TABLE raw.copy AS SELECT 1 AS x");
            session.rows("DROP TABLE raw.copy PURGE");
            assertThat(session.rows("SELECT * FROM raw.moved")).isEqualTo(3);

            session.rows("CREATE VIEW raw.some AS SELECT * FROM raw.events WHERE id > 1");
            session.rows("CREATE OR REPLACE VIEW raw.some AS SELECT * FROM raw.events WHERE id > 3");
            session.rows("ALTER VIEW raw.some RENAME TO raw.few");
            assertThat(session.rows("SELECT * FROM raw.few")).isEqualTo(1);
            session.rows("DROP VIEW raw.few");

            assertThat(session.rows("SHOW TABLES IN raw")).isEqualTo(2);
            assertThat(session.rows("SELECT * FROM raw.events.snapshots")).isGreaterThan(3);
            session.rows("CALL pedregal.system.expire_snapshots(table => 'raw.events', retain_last => 1)");
            session.rows("DROP TABLE raw.events");
            assertThatThrownBy(() -> session.rows("SELECT * FROM raw.events"))
                    .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
        }
    }

    @Test
    void shouldEndAndLeaveNoScratchWhenItIsTerminated() throws Exception {
        // Given
        DriverProcess.own(temp, ProcessHandle.current());
        try (DriverProcess terminated = DriverProcess.launch(temp, "sparkgate.driver.log-level=info")) {
            terminated.facts();
            // When
            terminated.process.destroy();
            // Then
            assertThat(terminated.ended()).isEqualTo(143);
            assertThat(terminated.log()).contains("Running Spark version", "Successfully stopped SparkContext");
            assertThat(temp.toFile().list())
                    .contains("driver.log", "owner", "spark.properties")
                    .isSubsetOf("driver.log", "heap", "owner", "spark.properties");
        }
    }

    @Test
    void shouldEndWhenItsGatewayHasBeenGoneForTheGrace() throws Exception {
        // Given
        Process gateway = new ProcessBuilder("sleep", "1000").start();
        DriverProcess.own(temp, gateway.toHandle());
        try (DriverProcess orphan = DriverProcess.launch(temp, "sparkgate.driver.grace-seconds=1\n")) {
            orphan.facts();
            // When
            gateway.destroyForcibly();
            // Then
            assertThat(orphan.ended()).isZero();
            assertThat(orphan.log()).contains("driver has had no gateway for 1 s: ending");
            assertThat(temp.resolve("tmp")).doesNotExist();
        }
    }

    @Test
    void shouldSayWhyWhenItCannotStart() throws Exception {
        // Given
        DriverProcess.own(temp, ProcessHandle.current());
        // When
        try (DriverProcess failed = DriverProcess.launch(temp, "spark.driver.maxResultSize=lots\n")) {
            // Then
            assertThat(failed.ended()).isEqualTo(1);
            assertThat(failed.log()).contains("driver did not start: ").contains("lots");
            assertThat(Files.exists(temp.resolve("tmp"))).isFalse();
        }
    }
}
