package dev.sparkgate.junit;

import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Something that was done to a session and can be done to another one. */
record SessionStep(Consumer<SparkSession> step) {
    void run(SparkSession session) {
        step.accept(session);
    }
}
