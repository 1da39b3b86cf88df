package dev.sparkgate.driver;

/** Hears how far long work is, so that somebody can show it. */
public interface ProgressListener {
    ProgressListener NONE = (what, done, total) -> {};

    /**
     * Hears of progress.
     *
     * @param what what is being done, for example {@code downloading Spark 4.1.2}
     * @param done units (bytes or files) done so far
     * @param total units in all, or -1 when unknown
     */
    void progress(String what, long done, long total);
}
