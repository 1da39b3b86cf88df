package dev.sparkgate.cli;

/** What a check of {@code doctor} came to. */
sealed interface Finding {
    String text();

    /** All is well. */
    record Fine(String text) implements Finding {}

    /** Worth knowing; most things work. */
    record Doubt(String text, String mend) implements Finding {}

    /** Does not work until it is mended. */
    record Trouble(String text, String mend) implements Finding {}

    static Finding fine(String text) {
        return new Fine(text);
    }

    static Finding doubt(String text, String mend) {
        return new Doubt(text, mend);
    }

    static Finding trouble(String text, String mend) {
        return new Trouble(text, mend);
    }
}
