package dev.sparkgate.gateway.config;

import dev.sparkgate.text.NearestKey;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Checks names that must be defined elsewhere in the file. */
final class References {
    private References() {}

    /** Notes a problem at {@code key} unless {@code name} is one of {@code known}. */
    static void check(Section in, String key, String what, String name, Collection<String> known) {
        if (known.contains(name)) {
            return;
        }
        String nearest = NearestKey.of(name, known);
        in.problem(
                key,
                what + " '" + name + "' is not defined (expected: " + oneOf(known) + "); "
                        + (nearest == null
                                ? "define it under " + what + "s or correct the name"
                                : "did you mean '" + nearest + "'?"));
    }

    /** Returns the name, else the one called {@code usual}, else the only one; notes a problem when none of these is there. */
    static String orDefault(
            Section in, String key, String what, @Nullable String name, String usual, Collection<String> known) {
        if (name != null) {
            check(in, key, what, name, known);
            return name;
        }
        if (known.contains(usual)) {
            return usual;
        }
        if (known.size() == 1) {
            return known.iterator().next();
        }
        in.problem(key, "is missing (expected: " + oneOf(known) + "); add it");
        return usual;
    }

    private static String oneOf(Collection<String> known) {
        return known.isEmpty() ? "a name, but none is defined" : "one of " + String.join(", ", known);
    }
}
