package dev.sparkgate.lease;

import java.util.Arrays;

/**
 * Says how many of those that came before are still there, in logarithmic time: a Fenwick tree over numbers that are given
 * out in rising order. Numbers that went from the front are cut off now and then, so that it stays as small as its line.
 */
final class Ranks {
    private static final int LEAST = 16;

    private int[] tree = new int[LEAST + 1];
    private boolean[] present = new boolean[LEAST];
    private long base;
    private int used;

    /** Returns the number of who comes now. */
    long add() {
        if (used == present.length) {
            rebuild();
        }
        present[used] = true;
        update(used, 1);
        return base + used++;
    }

    void remove(long number) {
        int index = (int) (number - base);
        if (index >= 0 && index < used && present[index]) {
            present[index] = false;
            update(index, -1);
        }
    }

    /** Counts those before {@code number} that are still there. */
    int before(long number) {
        int sum = 0;
        for (int i = (int) Math.max(0, number - base); i > 0; i -= i & -i) {
            sum += tree[i];
        }
        return sum;
    }

    private void update(int index, int change) {
        for (int i = index + 1; i < tree.length; i += i & -i) {
            tree[i] += change;
        }
    }

    /** Cuts off the front that is gone, and doubles what is left if that alone does not make room. */
    private void rebuild() {
        int first = 0;
        while (first < used && !present[first]) {
            first++;
        }
        boolean[] rest = Arrays.copyOfRange(present, first, used);
        int size = Math.max(LEAST, 2 * rest.length);
        present = Arrays.copyOf(rest, size);
        tree = new int[size + 1];
        base += first;
        used = rest.length;
        for (int i = 0; i < used; i++) {
            if (present[i]) {
                update(i, 1);
            }
        }
    }
}
