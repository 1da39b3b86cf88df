package dev.sparkgate.junit;

import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/** Runs a streaming dataset over all that its sources have now, and gives what came out. */
final class StreamRun {
    private StreamRun() {}

    /** @param mode empty = append */
    static Dataset<Row> rows(Dataset<?> stream, String mode) {
        String name = "sparkgate_" + UUID.randomUUID().toString().replace("-", "");
        try {
            StreamingQuery query = stream.toDF()
                    .writeStream()
                    .format("memory")
                    .queryName(name)
                    .outputMode(mode.isEmpty() ? "append" : mode)
                    .trigger(Trigger.AvailableNow())
                    .start();
            try {
                query.awaitTermination();
            } finally {
                query.stop();
            }
            return stream.sparkSession().table(name);
        } catch (TimeoutException | StreamingQueryException e) {
            throw new AssertionError("the streaming query failed: " + e.getMessage(), e);
        }
    }
}
