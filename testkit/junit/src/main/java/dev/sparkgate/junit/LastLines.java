package dev.sparkgate.junit;

import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps the last lines that a process wrote; synchronized because two threads read them. */
final class LastLines {
    private static final int KEPT = 50;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        lines.addLast(line);
        if (lines.size() > KEPT) {
            lines.removeFirst();
        }
    }

    /** Returns the lines for the end of an error message. */
    synchronized String quoted() {
        if (lines.isEmpty()) {
            return "; it wrote nothing";
        }
        return "; its last words:\n  " + String.join("\n  ", lines);
    }
}
