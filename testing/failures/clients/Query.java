import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Opens a session and asks one query; prints how that went, one NAME=text a line.
 *
 * <p>Arguments: the connection string, the query, then options of the builder: KEY=VALUE.
 */
public final class Query {
    private Query() {}

    public static void main(String[] arguments) {
        long start = System.nanoTime();
        Map<String, String> told = new TreeMap<>();
        SparkSession.Builder builder = SparkSession.builder().remote(arguments[0]);
        for (int i = 2; i < arguments.length; i++) {
            String[] pair = arguments[i].split("=", 2);
            builder.config(pair[0], pair[1]);
        }
        try {
            Row row = builder.create().sql(arguments[1]).first();
            told.put("seen", row.toString());
        } catch (Exception failure) {
            told.put("failure", failure.getClass().getSimpleName());
            told.put("message", String.valueOf(failure.getMessage()).replace('\n', ' '));
            if (failure instanceof SparkThrowable known && known.getCondition() != null) {
                told.put("condition", known.getCondition());
            }
        }
        told.put("seconds", String.valueOf(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0));
        told.forEach((name, text) -> System.out.println(name + "=" + text));
        System.exit(0);
    }
}
