package dev.sparkgate.bench.load;

/** A query whose result is as large as wanted: four numbers a row, made by the server without reading anything. */
public final class LargeTable {
    /** Bytes of Arrow in a row. */
    public static final int ROW_BYTES = 32;

    private LargeTable() {}

    public static String ofMegabytes(int megabytes) {
        long rows = megabytes * 1_000_000L / ROW_BYTES;
        return "select id, id * 2 a, id * 3 b, id * 5 c from range(0, " + rows + ")";
    }
}
