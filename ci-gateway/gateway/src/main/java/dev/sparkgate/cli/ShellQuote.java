package dev.sparkgate.cli;

import java.util.Map;

/** Writes text so that a POSIX shell reads it back as it was. */
final class ShellQuote {
    private ShellQuote() {}

    static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** Returns {@code export NAME='value'} lines for {@code eval}. */
    static String exports(Map<String, String> variables) {
        StringBuilder lines = new StringBuilder();
        variables.forEach((name, value) -> lines.append("export ")
                .append(name)
                .append('=')
                .append(quote(value))
                .append('\n'));
        return lines.toString();
    }
}
