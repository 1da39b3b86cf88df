package dev.sparkgate.e2e;

import org.apache.spark.sql.SparkSession;

/** Sessions of the lease that SPARK_REMOTE names. */
final class Sessions {
    private Sessions() {}

    static SparkSession fresh() {
        return SparkSession.builder().remote(System.getenv("SPARK_REMOTE")).create();
    }
}
