package dev.sparkgate.bench.phase;

/**
 * How much is measured.
 *
 * @param smoke just enough to show that each figure can be taken
 */
public record Effort(boolean smoke) {
    int of(int full, int forSmoke) {
        return smoke ? forSmoke : full;
    }
}
