package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * Compares a dataset with what is expected: its schema first, then its rows, in any order unless {@link #inOrder()}.
 *
 * <p>Settings come before the comparison. A failure is an {@link AssertionFailedError}, so AssertJ's
 * {@code softly.check(() -> assertThat(rows).isEqualTo(…))} collects it. Rows are collected here: at most 100,000, see
 * {@link #withAtMost}.
 */
public final class DatasetAssert {
    private static final int MOST_ROWS = 100_000;

    private final Dataset<?> actual;
    private final Set<String> ignored = new LinkedHashSet<>();
    private boolean ordered;
    private boolean anyColumnOrder;
    private boolean anyNullability;
    private double absolute;
    private double relative;
    private int most = MOST_ROWS;
    private String description = "dataset";
    private String outputMode = "";
    private @Nullable Rows collected;

    DatasetAssert(Dataset<?> actual) {
        this.actual = requireNonNull(actual, "actual");
    }

    /** Names the dataset in messages. */
    public DatasetAssert as(String name) {
        description = requireNonNull(name, "name");
        return this;
    }

    /** Has the order of rows matter. */
    public DatasetAssert inOrder() {
        ordered = true;
        return this;
    }

    /** Leaves columns out on both sides. */
    public DatasetAssert ignoringColumns(String... names) {
        ignored.addAll(Arrays.asList(names));
        return this;
    }

    /** Compares columns by name, wherever they stand. */
    public DatasetAssert ignoringColumnOrder() {
        anyColumnOrder = true;
        return this;
    }

    /** Lets a column be nullable on one side only. */
    public DatasetAssert ignoringNullability() {
        anyNullability = true;
        return this;
    }

    /** Lets numbers with a fraction differ by so much. */
    public DatasetAssert withTolerance(double difference) {
        absolute = notNegative(difference);
        return this;
    }

    /** Lets numbers with a fraction differ by such a share of the expected one. */
    public DatasetAssert withRelativeTolerance(double share) {
        relative = notNegative(share);
        return this;
    }

    /** Collects more rows, or fewer, than 100,000. */
    public DatasetAssert withAtMost(int rows) {
        most = rows;
        collected = null;
        return this;
    }

    /** Runs a streaming dataset in another output mode than {@code append}: {@code complete} or {@code update}. */
    public DatasetAssert withOutputMode(String mode) {
        outputMode = requireNonNull(mode, "mode");
        return this;
    }

    /** Expects no rows. */
    public DatasetAssert isEmpty() {
        return hasCount(0);
    }

    /** Expects so many rows. */
    public DatasetAssert hasCount(long count) {
        Rows rows = rows();
        if (rows.values().size() != count) {
            throw new AssertionFailedError(
                    description + " has " + rows.values().size() + " rows (expected: " + count + ")"
                            + DiffText.sample(rows),
                    count,
                    rows.values().size());
        }
        return this;
    }

    /** Expects these columns, in this order unless {@link #ignoringColumnOrder()}. */
    public DatasetAssert hasColumns(String... names) {
        List<String> found = rows().names();
        List<String> expected = List.of(names);
        boolean same = anyColumnOrder
                ? Set.copyOf(found).equals(Set.copyOf(expected)) && found.size() == expected.size()
                : found.equals(expected);
        if (!same) {
            throw new AssertionFailedError(
                    description + " has columns " + found + " (expected: " + expected + ")", expected, found);
        }
        return this;
    }

    /** Expects a schema, as in {@code CREATE TABLE}: {@code id BIGINT NOT NULL, name STRING}. */
    public DatasetAssert hasSchema(String ddl) {
        fail(
                SchemaDiff.of(Rows.columns(StructType.fromDDL(ddl), ignored), rows().columns(), options(true)),
                "schema " + ddl);
        return this;
    }

    /**
     * Expects these rows and no others.
     *
     * @param rows records, Spark's {@code Row}, lists or arrays of values; a single value is a row of one column
     */
    public DatasetAssert containsExactly(Object... rows) {
        compare(Rows.positional(rows().columns(), Arrays.asList(rows), ignored), "the given rows", false);
        return this;
    }

    /** Expects the rows of another dataset. */
    public DatasetAssert isEqualTo(Dataset<?> expected) {
        compare(Rows.collect(expected, ignored, most, ""), "the other dataset", true);
        return this;
    }

    /** Expects records: their components are the columns, compared by name and value; a type may be wider. */
    public DatasetAssert isEqualTo(List<? extends Record> expected) {
        if (expected.isEmpty()) {
            return isEmpty();
        }
        compare(Rows.ofRecords(expected, ignored), "the given records", false);
        return this;
    }

    /**
     * Expects the rows of a table, {@code pedregal.raw.events}, or of a CSV file with a first line of column names,
     * {@code classpath:expected/events.csv} or a path that ends with {@code .csv}. Cells are read as the dataset's columns
     * are; an empty cell is null, {@code ""} an empty text.
     */
    public DatasetAssert isEqualTo(String tableOrCsv) {
        if (tableOrCsv.endsWith(".csv")) {
            compare(CsvRows.read(tableOrCsv, rows().columns(), ignored), rows().withNestedAsText(), tableOrCsv, false);
            return this;
        }
        compare(Rows.collect(actual.sparkSession().table(tableOrCsv), ignored, most, ""), "table " + tableOrCsv, true);
        return this;
    }

    /**
     * Expects what a file of {@code src/test/resources/sparkgate-snapshots} holds. Run the tests with
     * {@code -Dsparkgate.snapshots=update}, or {@code SPARKGATE_SNAPSHOTS=update}, to write it.
     */
    public DatasetAssert matchesSnapshot(String name) {
        Surroundings surroundings = Surroundings.ofThisProcess();
        Path folder = surroundings
                .workingFolder()
                .resolve(surroundings.setting("SPARKGATE_SNAPSHOTS_FOLDER", "src/test/resources/sparkgate-snapshots"));
        SnapshotFile file = new SnapshotFile(folder.resolve(name + ".jsonl"));
        Rows rows = rows();
        if ("update".equals(surroundings.setting("SPARKGATE_SNAPSHOTS"))) {
            file.write(rows, ordered);
            return this;
        }
        compare(file.read(ignored), rows.withNestedAsText(), "snapshot " + file, true);
        return this;
    }

    private void compare(Rows expected, String whose, boolean types) {
        compare(expected, rows(), whose, types);
    }

    private void compare(Rows expected, Rows found, String whose, boolean types) {
        CompareOptions options = options(types);
        List<String> schema = SchemaDiff.of(expected.columns(), found.columns(), options);
        if (!schema.isEmpty()) {
            fail(schema, whose);
        }
        Rows aligned = found.inOrderOf(expected.names());
        RowDiff diff = RowDiff.of(expected, aligned, options);
        if (!diff.same()) {
            String text = DiffText.rows(description, whose, expected, aligned, diff);
            throw new AssertionFailedError(text);
        }
    }

    private void fail(List<String> schema, String whose) {
        if (!schema.isEmpty()) {
            throw new AssertionFailedError(
                    description + " differs from " + whose + " in its schema:\n  " + String.join("\n  ", schema));
        }
    }

    private CompareOptions options(boolean types) {
        return new CompareOptions(
                ordered, anyColumnOrder || !types, anyNullability || !types, types, absolute, relative);
    }

    private Rows rows() {
        if (collected == null) {
            collected = Rows.collect(actual, new ArrayList<>(ignored), most, outputMode);
        }
        return collected.without(ignored);
    }

    private static double notNegative(double number) {
        if (!(number >= 0)) {
            throw new IllegalArgumentException("tolerance " + number + " (expected: 0 or more)");
        }
        return number;
    }
}
