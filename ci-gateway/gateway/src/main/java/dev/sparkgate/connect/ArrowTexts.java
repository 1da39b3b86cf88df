package dev.sparkgate.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of an Arrow IPC stream whose columns all are texts, as Spark Connect sends them. That is all the gateway
 * needs of Arrow, whose library is larger than the gateway.
 */
final class ArrowTexts {
    private static final int CONTINUATION = -1;
    private static final int RECORD_BATCH = 3;
    /** What stands for a column: which rows are null, where each text begins, the texts. */
    private static final int BUFFERS = 3;

    private final ByteBuffer stream;
    private final List<List<@Nullable String>> rows = new ArrayList<>();

    private ArrowTexts(ByteBuffer stream) {
        this.stream = stream.order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException when a column is anything but texts, or the stream is compressed
     */
    static List<List<@Nullable String>> rows(ByteBuffer stream) {
        ArrowTexts texts = new ArrowTexts(stream);
        while (texts.message()) {
            // each adds its rows
        }
        return texts.rows;
    }

    private boolean message() {
        if (stream.remaining() < 8 || stream.getInt() != CONTINUATION) {
            return false;
        }
        int length = stream.getInt();
        if (length == 0) {
            return false;
        }
        int start = stream.position();
        int message = start + stream.getInt(start);
        int kind = field(message, 1) == 0 ? 0 : stream.get(field(message, 1));
        int bodyField = field(message, 3);
        long body = bodyField == 0 ? 0 : stream.getLong(bodyField);
        int data = start + length;
        if (kind == RECORD_BATCH) {
            batch(indirect(field(message, 2)), data);
        }
        stream.position(Math.toIntExact(data + body));
        return true;
    }

    private void batch(int batch, int data) {
        if (field(batch, 3) != 0) {
            throw new IllegalArgumentException("rows are compressed (expected: plain Arrow)");
        }
        int lengthField = field(batch, 0);
        int length = lengthField == 0 ? 0 : Math.toIntExact(stream.getLong(lengthField));
        int nodes = stream.getInt(indirect(field(batch, 1)));
        int buffers = indirect(field(batch, 2));
        if (stream.getInt(buffers) != nodes * BUFFERS) {
            throw new IllegalArgumentException(
                    "rows have other columns than texts (expected: " + BUFFERS + " buffers for each of " + nodes + ")");
        }
        int first = rows.size();
        for (int i = 0; i < length; i++) {
            rows.add(new ArrayList<>(nodes));
        }
        for (int column = 0; column < nodes; column++) {
            column(first, length, buffers + 4 + column * BUFFERS * 16, data);
        }
    }

    private void column(int first, int length, int buffers, int data) {
        int validity = data + (int) stream.getLong(buffers);
        boolean allThere = stream.getLong(buffers + 8) == 0;
        int offsets = data + (int) stream.getLong(buffers + 16);
        boolean wide = stream.getLong(buffers + 24) >= 8L * (length + 1) && length > 0;
        int texts = data + (int) stream.getLong(buffers + 32);
        for (int row = 0; row < length; row++) {
            boolean there = allThere || (stream.get(validity + row / 8) >> row % 8 & 1) == 1;
            rows.get(first + row)
                    .add(there ? text(texts, offset(offsets, row, wide), offset(offsets, row + 1, wide)) : null);
        }
    }

    private int offset(int offsets, int index, boolean wide) {
        return wide ? Math.toIntExact(stream.getLong(offsets + index * 8)) : stream.getInt(offsets + index * 4);
    }

    private String text(int texts, int from, int to) {
        byte[] bytes = new byte[to - from];
        stream.get(texts + from, bytes);
        return new String(bytes, UTF_8);
    }

    /** Returns where a field of a flatbuffer's table is; 0 when it is absent. */
    private int field(int table, int index) {
        int vtable = table - stream.getInt(table);
        int entry = 4 + index * 2;
        int offset = entry < stream.getShort(vtable) ? stream.getShort(vtable + entry) : 0;
        return offset == 0 ? 0 : table + offset;
    }

    private int indirect(int at) {
        return at + stream.getInt(at);
    }
}
