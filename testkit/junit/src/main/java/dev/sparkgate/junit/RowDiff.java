package dev.sparkgate.junit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two lists of rows.
 *
 * @param pairs rows that belong together and are not the same: places in expected and found
 * @param missing places of expected rows that nothing found is like
 * @param unexpected places of found rows that nothing expected is like
 */
record RowDiff(List<int[]> pairs, List<Integer> missing, List<Integer> unexpected) {
    /** Beyond so many rows on a side it costs too much to say which belong together. */
    private static final int MOST_PAIRED = 300;

    boolean same() {
        return pairs.isEmpty() && missing.isEmpty() && unexpected.isEmpty();
    }

    static RowDiff of(Rows expected, Rows found, CompareOptions options) {
        CellCompare compare = CellCompare.of(found.columns(), options);
        return options.ordered() ? ordered(expected, found, compare) : unordered(expected, found, compare);
    }

    private static RowDiff ordered(Rows expected, Rows found, CellCompare compare) {
        List<int[]> pairs = new ArrayList<>();
        int common = Math.min(expected.values().size(), found.values().size());
        for (int i = 0; i < common; i++) {
            if (compare.differing(expected.values().get(i), found.values().get(i)) > 0) {
                pairs.add(new int[] {i, i});
            }
        }
        return new RowDiff(
                pairs,
                range(common, expected.values().size()),
                range(common, found.values().size()));
    }

    private static List<Integer> range(int from, int to) {
        List<Integer> range = new ArrayList<>();
        for (int i = from; i < to; i++) {
            range.add(i);
        }
        return range;
    }

    private static RowDiff unordered(Rows expected, Rows found, CellCompare compare) {
        Map<List<@Nullable Object>, Deque<Integer>> byValue = new HashMap<>();
        for (int i = 0; i < found.values().size(); i++) {
            byValue.computeIfAbsent(found.values().get(i), row -> new ArrayDeque<>())
                    .add(i);
        }
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < expected.values().size(); i++) {
            Deque<Integer> same = byValue.get(expected.values().get(i));
            if (same == null || same.isEmpty()) {
                missing.add(i);
            } else {
                same.remove();
            }
        }
        List<Integer> unexpected = new ArrayList<>();
        byValue.values().forEach(unexpected::addAll);
        unexpected.sort(null);
        if (compare.options().approximate()) {
            matchNearly(expected, found, compare, missing, unexpected);
        }
        return paired(expected, found, compare, missing, unexpected);
    }

    /** Takes out rows that are the same within the tolerance: as many as possible, whichever way they are put together. */
    private static void matchNearly(
            Rows expected, Rows found, CellCompare compare, List<Integer> missing, List<Integer> unexpected) {
        Map<List<@Nullable Object>, List<Integer>> groups = new HashMap<>();
        unexpected.forEach(
                at -> groups.computeIfAbsent(compare.exactCells(found.values().get(at)), key -> new ArrayList<>())
                        .add(at));
        Map<Integer, Integer> takenBy = new HashMap<>();
        for (Integer at : List.copyOf(missing)) {
            List<Integer> candidates =
                    groups.getOrDefault(compare.exactCells(expected.values().get(at)), List.of());
            augment(expected, found, compare, at, candidates, takenBy, new ArrayList<>());
        }
        missing.removeAll(takenBy.values());
        unexpected.removeAll(takenBy.keySet());
    }

    /** One step of Kuhn's matching: a row gives its place up if it finds another. */
    private static boolean augment(
            Rows expected,
            Rows found,
            CellCompare compare,
            Integer at,
            List<Integer> candidates,
            Map<Integer, Integer> takenBy,
            List<Integer> seen) {
        for (Integer candidate : candidates) {
            if (seen.contains(candidate)
                    || compare.differing(
                                    expected.values().get(at), found.values().get(candidate))
                            > 0) {
                continue;
            }
            seen.add(candidate);
            Integer owner = takenBy.get(candidate);
            if (owner == null || augment(expected, found, compare, owner, candidates, takenBy, seen)) {
                takenBy.put(candidate, at);
                return true;
            }
        }
        return false;
    }

    private static RowDiff paired(
            Rows expected, Rows found, CellCompare compare, List<Integer> missing, List<Integer> unexpected) {
        if (missing.size() > MOST_PAIRED || unexpected.size() > MOST_PAIRED) {
            return new RowDiff(List.of(), missing, unexpected);
        }
        int width = expected.columns().size();
        List<int[]> candidates = new ArrayList<>();
        for (Integer left : missing) {
            for (Integer right : unexpected) {
                int cells = compare.differing(
                        expected.values().get(left), found.values().get(right));
                if (cells * 2 <= width || (width == 1 && missing.size() == 1 && unexpected.size() == 1)) {
                    candidates.add(new int[] {cells, left, right});
                }
            }
        }
        candidates.sort((one, other) -> Integer.compare(one[0], other[0]));
        List<int[]> pairs = new ArrayList<>();
        List<Integer> restLeft = new ArrayList<>(missing);
        List<Integer> restRight = new ArrayList<>(unexpected);
        for (int[] candidate : candidates) {
            if (restLeft.contains(candidate[1]) && restRight.contains(candidate[2])) {
                restLeft.remove(Integer.valueOf(candidate[1]));
                restRight.remove(Integer.valueOf(candidate[2]));
                pairs.add(new int[] {candidate[1], candidate[2]});
            }
        }
        pairs.sort((one, other) -> Arrays.compare(one, other));
        return new RowDiff(pairs, restLeft, restRight);
    }
}
