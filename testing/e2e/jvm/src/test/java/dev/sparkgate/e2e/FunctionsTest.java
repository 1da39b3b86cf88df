package dev.sparkgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FunctionsTest {
    private SparkSession spark;

    @BeforeEach
    void connect() {
        spark = Sessions.fresh();
    }

    @AfterEach
    void disconnect() throws Exception {
        spark.close();
    }

    @Test
    void shouldRunAFunctionWhoseClassIsUploaded() throws Exception {
        // Given
        String file = Shout.class.getName().replace('.', '/') + ".class";
        spark.addArtifact(Path.of(Shout.class.getResource("/" + file).toURI()).toString(), file);
        var shout = functions.udf(new Shout(), DataTypes.StringType);

        // When
        List<Row> rows = spark.sql("SELECT 'hello' AS word")
                .select(shout.apply(functions.col("word")))
                .collectAsList();

        // Then
        assertThat(rows).extracting(row -> row.getString(0)).containsExactly("HELLO");
    }

    @Test
    void shouldFailWithSparksOwnErrorClass() {
        assertThatThrownBy(() ->
                        spark.sql("SELECT * FROM pedregal.nowhere.nothing").collectAsList())
                .isInstanceOfSatisfying(
                        AnalysisException.class,
                        failure -> assertThat(failure.getErrorClass()).isEqualTo("TABLE_OR_VIEW_NOT_FOUND"));
        assertThat(spark.range(5).count()).isEqualTo(5);
    }

    @Test
    void shouldNotTellTheTokenOfTheDriver() {
        assertThat(spark.conf().getAll().contains("spark.connect.authenticate.token"))
                .isFalse();
        assertThat(spark.conf().getOption("spark.connect.authenticate.token").isDefined())
                .isFalse();
    }

    @Test
    void shouldEndAQueryByItsTag() throws Exception {
        // Given
        spark.addTag("endless");
        Thread runner = new Thread(() -> assertThatThrownBy(() -> spark.range(1_000_000_000_000_000L)
                        .selectExpr("max(id % 7)")
                        .collectAsList())
                .hasMessageContaining("OPERATION_CANCELED"));
        runner.start();

        // When
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (spark.interruptTag("endless").isEmpty() && runner.isAlive() && System.nanoTime() < deadline) {
            runner.join(100);
        }
        runner.join(30_000);

        // Then
        assertThat(runner.isAlive()).isFalse();
    }
}
