package dev.sparkgate.junit;

import org.apache.spark.sql.Dataset;

/** Starts assertions about datasets; see {@link DatasetAssert}. */
public final class SparkAssertions {
    private SparkAssertions() {}

    /** Starts assertions about the rows of a dataset, also of a streaming one. */
    public static DatasetAssert assertThat(Dataset<?> actual) {
        return new DatasetAssert(actual);
    }
}
