package dev.sparkgate.junit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares cells.
 *
 * @param options with the tolerance
 * @param exact for each column whether its cells have to be the same, whatever the tolerance
 */
record CellCompare(CompareOptions options, List<Boolean> exact) {
    private static final Set<String> EXACT =
            Set.of("tinyint", "smallint", "int", "bigint", "string", "boolean", "date", "timestamp", "timestamp_ntz");

    static CellCompare of(List<Rows.Column> columns, CompareOptions options) {
        return new CellCompare(
                options,
                columns.stream()
                        .map(column -> EXACT.contains(column.type()) || !options.approximate())
                        .toList());
    }

    /** Counts the cells that differ. */
    int differing(List<@Nullable Object> expected, List<@Nullable Object> found) {
        int cells = 0;
        for (int i = 0; i < expected.size(); i++) {
            boolean same =
                    exact.get(i) ? Objects.equals(expected.get(i), found.get(i)) : same(expected.get(i), found.get(i));
            cells += same ? 0 : 1;
        }
        return cells;
    }

    /**
     * Returns what rows must have in common to be the same. Never what is compared approximately: nearly equal numbers may be
     * on two sides of any border.
     */
    List<@Nullable Object> exactCells(List<@Nullable Object> row) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            cells.add(exact.get(i) ? row.get(i) : null);
        }
        return cells;
    }

    private boolean same(@Nullable Object expected, @Nullable Object found) {
        if (Objects.equals(expected, found)) {
            return true;
        }
        if (expected instanceof List<?> one && found instanceof List<?> other) {
            return one.size() == other.size() && allSame(one, other);
        }
        if (expected instanceof Map<?, ?> one && found instanceof Map<?, ?> other) {
            return one.keySet().equals(other.keySet())
                    && one.keySet().stream().allMatch(key -> same(one.get(key), other.get(key)));
        }
        if (!(expected instanceof Number wanted) || !(found instanceof Number number)) {
            return false;
        }
        // In decimal digits: 1.3 is within 0.1 of 1.2, which is not so in binary ones.
        if (finite(wanted) && finite(number)) {
            BigDecimal one = decimal(wanted);
            BigDecimal allowed = BigDecimal.valueOf(options.absolute())
                    .add(BigDecimal.valueOf(options.relative()).multiply(one.abs()));
            return one.subtract(decimal(number)).abs().compareTo(allowed) <= 0;
        }
        return false;
    }

    private static boolean finite(Number number) {
        return Double.isFinite(number.doubleValue());
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal exact ? exact : BigDecimal.valueOf(number.doubleValue());
    }

    private boolean allSame(List<?> one, List<?> other) {
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }
}
