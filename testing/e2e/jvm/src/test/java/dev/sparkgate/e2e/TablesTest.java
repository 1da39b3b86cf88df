package dev.sparkgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TablesTest {
    private static final int MANY = 400_000;

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
    void shouldStandInTheCatalogOfTheLease() {
        // When
        Row here = spark.sql("SELECT current_catalog(), current_database()").first();

        // Then
        assertThat(here.getString(0)).isEqualTo("pedregal");
        assertThat(here.getString(1)).isEqualTo("default");
    }

    @Test
    void shouldCreateFillAndReadTablesThatAnotherSessionSeesToo() throws Exception {
        // Given
        spark.sql("CREATE DATABASE IF NOT EXISTS pedregal.jvm");
        spark.createDataset(List.of("a", "b", "b"), Encoders.STRING())
                .toDF("letter")
                .writeTo("pedregal.jvm.letters")
                .create();

        // When
        List<Row> counts;
        try (SparkSession other = Sessions.fresh()) {
            counts = other.table("pedregal.jvm.letters")
                    .groupBy("letter")
                    .count()
                    .orderBy("letter")
                    .collectAsList();
        }

        // Then
        assertThat(counts).extracting(Row::toString).containsExactly("[a,1]", "[b,2]");
    }

    @Test
    void shouldKeepTemporaryViewsWithinASession() throws Exception {
        // Given
        spark.range(3).createOrReplaceTempView("mine");

        // When
        boolean seen;
        try (SparkSession other = Sessions.fresh()) {
            seen = other.catalog().tableExists("mine");
        }

        // Then
        assertThat(seen).isFalse();
        assertThat(spark.table("mine").count()).isEqualTo(3);
    }

    @Test
    void shouldCollectMoreThanFiftyMegabytes() {
        // Given
        var wide =
                spark.range(MANY).select(functions.expr("sha2(string(id), 512)").as("text"));

        // When
        List<String> texts = wide.as(Encoders.STRING()).collectAsList();

        // Then
        assertThat(texts).hasSize(MANY).allMatch(text -> text.length() == 128);
    }
}
