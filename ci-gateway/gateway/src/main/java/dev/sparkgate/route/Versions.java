package dev.sparkgate.route;

import org.jspecify.annotations.Nullable;

/** Compares Spark versions: {@code 4.1}, {@code 4.1.2}. */
final class Versions {
    private Versions() {}

    /**
     * Says whether a pool can give what is wanted.
     *
     * @param offered what the pool is configured with
     * @param running the exact version of its drivers; null = not known yet, then {@code 4.1} may turn out to be any 4.1
     */
    static boolean fits(String offered, @Nullable String running, String wanted) {
        if (running != null) {
            return running.equals(wanted) || running.startsWith(wanted + ".");
        }
        return offered.equals(wanted) || offered.startsWith(wanted + ".") || wanted.startsWith(offered + ".");
    }

    /** Says whether a driver of this version serves clients of that one: Spark supports older clients only. */
    static boolean serves(String driver, String client) {
        return minor(driver) >= minor(client);
    }

    private static int minor(String version) {
        String[] parts = version.split("\\.", 3);
        return Integer.parseInt(parts[0]) * 10_000 + Integer.parseInt(parts[1]);
    }
}
