package dev.sparkgate.driver.process;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.util.List;

/**
 * Says which Maven artifacts make up a Spark runtime.
 *
 * @param version exact Spark version
 * @param server coordinates resolved with what they depend on
 * @param alone coordinates of single jars; Spark calls mllib {@code provided}, yet the start of a server and the end of every session
 *     need classes in it
 */
record RuntimeRecipe(String version, List<String> server, List<String> alone) {
    private static final String NEWEST_MLLIB = "4.1.0";

    /**
     * Returns the recipe of a version.
     *
     * @throws SparkgateException with {@link ErrorCode#RUNTIME_UNAVAILABLE} when it is no version or below 4.0
     */
    static RuntimeRecipe of(String wanted) {
        String version = exact(wanted);
        return new RuntimeRecipe(
                version,
                List.of(
                        "org.apache.spark:spark-connect_2.13:" + version,
                        "org.apache.spark:spark-sql_2.13:" + version), // 4.0 calls it provided
                List.of(
                        "org.apache.spark:spark-mllib_2.13:" + mllib(version),
                        "org.apache.spark:spark-mllib-local_2.13:" + mllib(version)));
    }

    /** Returns the coordinates of the Iceberg runtime for a Spark version. */
    static String iceberg(String sparkVersion) {
        return SparkVersion.minor(sparkVersion).equals("4.0")
                ? "org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:1.11.0"
                : "org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.12.0";
    }

    /** Returns the pip requirement of the Python sources for a Spark version: the newest client of its minor. */
    static String pythonClient(String sparkVersion) {
        return "pyspark-client==" + SparkVersion.minor(sparkVersion) + ".*";
    }

    private static String exact(String wanted) {
        if (!SparkVersion.isWellFormed(wanted) || wanted.startsWith("3.")) {
            throw unknown(wanted);
        }
        if (SparkVersion.isExact(wanted)) {
            return wanted;
        }
        return switch (wanted) {
            case "4.0" -> "4.0.1";
            case "4.1" -> "4.1.2";
            case "4.2" -> "4.2.0";
            default -> throw unknown(wanted);
        };
    }

    /** Not every Spark release has its mllib in Maven Central: the nearest one that is there does. */
    private static String mllib(String version) {
        if (version.equals("4.0.0")) {
            return "4.0.0";
        }
        return version.startsWith("4.0.") ? "4.0.1" : NEWEST_MLLIB;
    }

    private static SparkgateException unknown(String wanted) {
        return new SparkgateException(
                ErrorCode.RUNTIME_UNAVAILABLE,
                "Spark version '" + wanted + "' is not known (expected: 4.0, 4.1, 4.2 or an exact one such as 4.1.2);"
                        + " name one of these, or point SPARK_HOME at a Spark of that version");
    }
}
