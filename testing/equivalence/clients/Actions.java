import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataTypes;

/**
 * What a user does with the JVM client, each action by its name; prints what each gave as a line NAME, tab, text.
 *
 * <p>Argument: the connection string. Run once on each way to a server.
 */
public final class Actions {
    private static final String ENDLESS = "SELECT max(id % 7) FROM range(0, 1000000000000000, 1, 1)";
    private static final PrintStream OUT = System.out;

    private final SparkSession spark;
    private final String remote;

    private Actions(SparkSession spark, String remote) {
        this.spark = spark;
        this.remote = remote;
    }

    private interface Action {
        Object run(Actions actions) throws Exception;
    }

    /** A function of the client's that runs in the driver. */
    public static final class Shout implements UDF1<String, String>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public String call(String word) {
            return word.toUpperCase(Locale.ROOT);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Action> actions = new LinkedHashMap<>();
        actions.put("frames", Actions::frames);
        actions.put("views", Actions::views);
        actions.put("functions", Actions::uploadedFunction);
        actions.put("failures", Actions::failures);
        actions.put("configuration", Actions::configuration);
        actions.put("streaming", Actions::streaming);
        actions.put("interrupts", Actions::interrupts);
        actions.put("large_up", Actions::largeUp);
        actions.put("large_down", Actions::largeDown);
        actions.put("many_at_once", Actions::manyAtOnce);
        for (Map.Entry<String, Action> action : actions.entrySet()) {
            SparkSession spark = SparkSession.builder().remote(arguments[0]).create();
            Object seen;
            long start = System.nanoTime();
            try {
                seen = action.getValue().run(new Actions(spark, arguments[0]));
            } catch (Exception e) {
                seen = "raised " + e;
                e.printStackTrace();
            }
            close(spark);
            System.err.println(action.getKey() + " took " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
            OUT.println(action.getKey() + "\t" + hidden(String.valueOf(seen)).replace("\n", "\\n"));
        }
        System.exit(0);
    }

    /** The client throws where a result was not read to its end: its own affair. */
    private static void close(SparkSession spark) throws IOException {
        try {
            spark.close();
        } catch (IllegalStateException leaked) {
            System.err.println("not closed cleanly: " + leaked.getMessage());
        }
    }

    private Object frames() {
        Dataset<Row> letters =
                spark.createDataset(List.of("a", "b", "b"), Encoders.STRING()).toDF("letter");
        return List.of(
                letters.groupBy("letter").count().orderBy("letter").collectAsList(),
                letters.schema().json(),
                letters.count(),
                spark.range(10).filter("id > 3").as(Encoders.LONG()).collectAsList(),
                spark.sql("SELECT ? + 1", new Object[] {41}).first(),
                spark.version());
    }

    private Object views() throws Exception {
        spark.range(3).createOrReplaceTempView("mine");
        spark.range(4).createOrReplaceGlobalTempView("jvms");
        try (SparkSession other = SparkSession.builder().remote(remote).create()) {
            return List.of(
                    spark.table("mine").count(),
                    other.table("global_temp.jvms").count(),
                    failure(() -> other.table("mine").count()),
                    spark.catalog().dropGlobalTempView("jvms"),
                    spark.catalog().tableExists("mine"));
        }
    }

    private Object uploadedFunction() throws Exception {
        String file = Shout.class.getName() + ".class";
        spark.addArtifact(Path.of(Shout.class.getResource("/" + file).toURI()).toString(), file);
        var shout = functions.udf(new Shout(), DataTypes.StringType);
        return spark.sql("SELECT 'hello' AS word")
                .select(shout.apply(functions.col("word")))
                .collectAsList();
    }

    private Object failures() {
        return List.of(
                failure(() -> spark.sql("SELECT * FROM nowhere.nothing").collectAsList()),
                failure(() -> spark.sql("SELEKT 1").collectAsList()),
                failure(() -> spark.sql("SELECT 1 / 0").collectAsList()),
                failure(() -> spark.sql("SELECT raise_error('as asked for')").collectAsList()),
                failure(() -> {
                    spark.conf().set("spark.sql.warehouse.dir", "/elsewhere");
                    return "set";
                }),
                failure(() -> spark.conf().get("spark.not.set")),
                spark.range(5).count());
    }

    private Object configuration() {
        spark.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
        Row zone = spark.sql("SELECT current_timezone()").first();
        spark.conf().unset("spark.sql.session.timeZone");
        return List.of(
                zone,
                spark.conf().get("spark.sql.session.timeZone"),
                spark.conf().get("spark.not.set", "fallback"),
                spark.conf().isModifiable("spark.sql.warehouse.dir"),
                spark.conf().getOption("spark.not.set").isDefined(),
                spark.conf().getAll().size());
    }

    private Object streaming() throws Exception {
        StreamingQuery query = spark.readStream()
                .format("rate")
                .option("rowsPerSecond", 100)
                .load()
                .selectExpr("value % 2 AS half")
                .writeStream()
                .format("memory")
                .queryName("jvm_ticks")
                .start();
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (spark.table("jvm_ticks").count() == 0 && System.nanoTime() < deadline) {
            query.awaitTermination(500);
        }
        List<String> halves = spark.table("jvm_ticks").distinct().collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
        boolean active = query.isActive();
        query.stop();
        return List.of(active, halves, query.isActive());
    }

    private Object interrupts() throws Exception {
        List<Object> seen = new ArrayList<>();
        for (String how : List.of("tag", "all", "operation")) {
            ExecutorService runner = Executors.newSingleThreadExecutor();
            Future<Object> ended = runner.submit(() -> {
                spark.addTag("endless");
                return failure(() -> spark.sql(ENDLESS).collectAsList());
            });
            // Spark lets run on for ever what is interrupted before its tasks have begun.
            TimeUnit.SECONDS.sleep(2);
            List<String> interrupted =
                    switch (how) {
                        case "tag" -> scala(spark.interruptTag("endless"));
                        case "all" -> scala(spark.interruptAll());
                        default -> {
                            List<String> none = scala(spark.interruptOperation("00000000-0000-0000-0000-000000000000"));
                            yield none.isEmpty() ? scala(spark.interruptAll()) : none;
                        }
                    };
            seen.add(interrupted.size());
            seen.add(ended.get(60, TimeUnit.SECONDS));
            runner.shutdown();
        }
        spark.clearTags();
        seen.add(spark.range(4).count());
        return seen;
    }

    private Object largeUp() throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-512");
        List<String> texts = IntStream.range(0, 150_000)
                .mapToObj(number -> HexFormat.of().formatHex(sha.digest(String.valueOf(number).getBytes(UTF_8))))
                .toList();
        return spark.createDataset(texts, Encoders.STRING())
                .selectExpr("count(*)", "sum(length(value))", "bit_xor(xxhash64(value))")
                .first();
    }

    private Object largeDown() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long rows = 0;
        Iterator<String> texts = spark.range(500_000)
                .select(functions.expr("sha2(string(id), 512)").as("text"))
                .as(Encoders.STRING())
                .toLocalIterator();
        while (texts.hasNext()) {
            digest.update(texts.next().getBytes(UTF_8));
            rows++;
        }
        return rows + " " + HexFormat.of().formatHex(digest.digest());
    }

    private Object manyAtOnce() throws Exception {
        ExecutorService askers = Executors.newFixedThreadPool(100);
        Map<Integer, Future<String>> answers = new TreeMap<>();
        for (int number = 0; number < 100; number++) {
            String query = "SELECT " + number + " AS n, count(*) FROM range(" + number + ")";
            answers.put(number, askers.submit(() -> spark.sql(query).first().toString()));
        }
        List<String> seen = new ArrayList<>();
        for (Future<String> answer : answers.values()) {
            seen.add(answer.get(120, TimeUnit.SECONDS));
        }
        askers.shutdown();
        return seen;
    }

    private static String failure(Callable<?> call) {
        try {
            return "no failure: " + call.call();
        } catch (Exception e) {
            String known = e instanceof SparkThrowable spark
                    ? spark.getCondition() + " " + spark.getSqlState() + " " + new TreeMap<>(spark.getMessageParameters())
                    : "";
            return e.getClass().getName() + " " + known + " " + e.getMessage();
        }
    }

    private static List<String> scala(scala.collection.Seq<String> texts) {
        return Arrays.stream(texts.mkString("\n").split("\n"))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toList());
    }

    private static String hidden(String text) {
        return text.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|#\\d+L?|(?<=plan_id=)\\d+", "#");
    }
}
