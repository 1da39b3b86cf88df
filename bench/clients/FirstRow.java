import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connect.SparkSession;

/** Makes a session for each remote on stdin and runs one query; answers with the milliseconds until its row was there. */
final class FirstRow {
    private FirstRow() {}

    public static void main(String[] args) throws IOException {
        BufferedReader remotes = new BufferedReader(new InputStreamReader(System.in));
        for (String remote = remotes.readLine(); remote != null; remote = remotes.readLine()) {
            long begun = System.nanoTime();
            SparkSession spark = SparkSession.builder().remote(remote).create();
            Row row = spark.sql("select 1").collectAsList().get(0);
            double millis = (System.nanoTime() - begun) / 1e6;
            if (row.getInt(0) != 1) {
                throw new IllegalStateException("select 1 gave " + row + " (expected: 1)");
            }
            System.out.println(millis);
            spark.close();
            System.out.println("closed");
        }
    }
}
