package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowDiffTest {
    private static final List<Rows.Column> COLUMNS = List.of(
            new Rows.Column("id", "bigint", true),
            new Rows.Column("kind", "string", true),
            new Rows.Column("amount", "double", true));

    @Test
    void shouldBeTheSameInAnyOrderWithDuplicatesCounted() {
        Rows one = rows(row(1, "a", 1.5), row(2, null, Double.NaN), row(1, "a", 1.5));
        Rows other = rows(row(2, null, Double.NaN), row(1, "a", 1.5), row(1, "a", 1.5));
        Rows fewer = rows(row(2, null, Double.NaN), row(1, "a", 1.5), row(2, null, Double.NaN));

        assertThat(RowDiff.of(one, other, options(false, 0)).same()).isTrue();
        assertThat(RowDiff.of(one, other, options(true, 0)).same()).isFalse();
        RowDiff diff = RowDiff.of(one, fewer, options(false, 0));
        assertThat(diff.missing()).hasSize(1);
        assertThat(diff.unexpected()).hasSize(1);
    }

    @Test
    void shouldMatchAsManyRowsAsPossibleWithinTheTolerance() {
        // Given: 1.0 is near to both, 1.2 to the first only; taking the nearest first would leave one alone
        Rows expected = rows(row(1, "a", 1.1), row(1, "a", 1.3));
        Rows found = rows(row(1, "a", 1.2), row(1, "a", 1.0));

        // When
        RowDiff diff = RowDiff.of(expected, found, options(false, 0.1));

        // Then
        assertThat(diff.same()).isTrue();
    }

    @Test
    void shouldNotStretchTheToleranceToWholeNumbersAndTexts() {
        assertThat(RowDiff.of(rows(row(1, "a", 1.0)), rows(row(2, "a", 1.0)), options(false, 5))
                        .same())
                .isFalse();
    }

    @Test
    void shouldShowWhichCellsDifferAndSayWhatItDoesNotShow() {
        // Given
        Rows expected = rows(row(1, "view", 1.5), row(2, "click", 2.0));
        Rows found = rows(row(1, "view", 1.6), row(9, "other", 9.0));

        // When
        String text = DiffText.rows(
                "daily", "the given rows", expected, found, RowDiff.of(expected, found, options(false, 0)));

        // Then
        assertThat(text).isEqualTo("""
                        daily differs from the given rows: 1 rows differ, 1 are missing, 1 are unexpected (2 expected, 2 found)
                        differing, as [expected -> found]:
                          id | kind | amount
                          1  | view | [1.5 -> 1.6]
                        missing:
                          id | kind  | amount
                          2  | click | 2.0
                        unexpected:
                          id | kind  | amount
                          9  | other | 9.0
                        """);
    }

    @Test
    void shouldSayHowManyRowsItDoesNotShow() {
        Rows none = rows();
        Rows many = new Rows(
                COLUMNS,
                Stream.iterate(0, i -> i + 1)
                        .limit(30)
                        .map(i -> row(i, "x", 1.0))
                        .toList());

        String text = DiffText.rows("d", "e", none, many, RowDiff.of(none, many, options(false, 0)));

        assertThat(text).contains("30 are unexpected").contains("… and 10 more rows that are not shown");
    }

    @Test
    void shouldShowLongTextsWhereTheyPart() {
        String common = "x".repeat(200);
        Rows expected = rows(row(1, common + "left", 1.0));
        Rows found = rows(row(1, common + "right", 1.0));

        String text = DiffText.rows("d", "e", expected, found, RowDiff.of(expected, found, options(false, 0)));

        assertThat(text).contains("[…xxxxxxxxxxleft -> …xxxxxxxxxxright]");
    }

    @Test
    void shouldReadCsvAsTheColumnsAre() {
        assertThat(CsvRows.parse("a,b\n\"x, \"\"y\"\"\",\n,\"\"\n"))
                .containsExactly(List.of("a", "b"), Arrays.asList("x, \"y\"", null), Arrays.asList(null, ""));
        assertThat(Cells.parse("1.50", "decimal(10,2)")).isEqualTo(Cells.plain(new java.math.BigDecimal("1.5")));
        assertThat(Cells.parse("2026-01-02 03:04:05", "timestamp"))
                .isEqualTo(java.time.Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(Cells.parse("no number", "int")).isEqualTo("no number");
    }

    private static CompareOptions options(boolean ordered, double tolerance) {
        return new CompareOptions(ordered, false, false, true, tolerance, 0);
    }

    @SafeVarargs
    private static Rows rows(List<Object>... rows) {
        return new Rows(COLUMNS, List.of(rows));
    }

    private static List<Object> row(Object... cells) {
        return Stream.of(cells).map(Cells::plain).collect(java.util.stream.Collectors.toList());
    }
}
