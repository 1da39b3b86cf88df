package dev.sparkgate.pool;

/** What came of asking a driver for a sign of life. */
public enum Probe {
    /** It answered in time. */
    ANSWERED,
    /** It did not, but it lives: it answered a call meanwhile, refused the probe with an error, or used its processors. */
    BUSY,
    /** Nothing came from it. */
    SILENT
}
