package dev.sparkgate.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads an {@code Accept} header (RFC 9110, 12.5.1) as far as two kinds of answer need it. */
final class Accept {
    private Accept() {}

    /** Says whether the header asks for HTML by name, and for JSON less. */
    static boolean prefersHtml(@Nullable String header) {
        return weight(header, "text/html") > weight(header, "application/json");
    }

    private static double weight(@Nullable String header, String type) {
        if (header == null) {
            return 0;
        }
        for (String range : header.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = range.strip().split("\\s*;\\s*");
            if (parts[0].equals(type)) {
                return quality(parts);
            }
        }
        return 0;
    }

    private static double quality(String[] parts) {
        for (String part : parts) {
            if (part.matches("q=[01](\\.\\d{0,3})?")) {
                return Double.parseDouble(part.substring(2));
            }
        }
        return 1;
    }
}
