package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.ProgressListener;
import java.util.Locale;

/** Draws the progress of a download: {@code downloading Spark 4.1.2 [#####.....] 50% (215 of 430 MB)}. */
final class ProgressBar implements ProgressListener {
    private static final int WIDTH = 30;
    private static final double MEGABYTE = 1024 * 1024;

    private final LiveLine line;

    ProgressBar(LiveLine line) {
        this.line = requireNonNull(line, "line");
    }

    @Override
    public void progress(String what, long done, long total) {
        line.show(text(what, done, total));
    }

    static String text(String what, long done, long total) {
        if (total <= 0) {
            return done <= 0 ? what + " …" : String.format(Locale.ROOT, "%s … %.0f MB", what, done / MEGABYTE);
        }
        double share = Math.min(1, (double) done / total);
        int filled = (int) Math.round(share * WIDTH);
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %.0f%% (%.0f of %.0f MB)",
                what,
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                share * 100,
                done / MEGABYTE,
                total / MEGABYTE);
    }
}
