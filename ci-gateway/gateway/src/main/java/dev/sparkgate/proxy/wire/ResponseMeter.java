package dev.sparkgate.proxy.wire;

import io.netty.buffer.ByteBuf;

/**
 * Counts the rows in the answers to a query as they pass: each Arrow batch says at its beginning how many it has. Reads at
 * most {@value #HEAD} bytes of each message. Not thread-safe.
 */
public final class ResponseMeter {
    private static final int HEAD = 96;
    private static final int ARROW_BATCH_TAG = 2 << 3 | 2;
    private static final int SESSION_ID_TAG = 1 << 3 | 2;
    private static final int ROW_COUNT_TAG = 1 << 3;

    private final byte[] head = new byte[HEAD];
    private int prefixRead;
    private int headLength;
    private long left;
    private long bytes;
    private long rows;

    /** Notes bytes that pass; the buffer's indices stay as they are. */
    public void passed(ByteBuf data) {
        int from = data.readerIndex();
        int to = data.writerIndex();
        bytes += to - from;
        while (from < to) {
            if (prefixRead < GrpcFrame.PREFIX) {
                int next = data.getUnsignedByte(from++);
                left = prefixRead == 0 ? 0 : left << 8 | next;
                prefixRead++;
                if (prefixRead < GrpcFrame.PREFIX) {
                    continue;
                }
                headLength = 0;
            } else {
                int take = (int) Math.min(left, to - from);
                int wanted = Math.min(take, HEAD - headLength);
                if (wanted > 0) {
                    data.getBytes(from, head, headLength, wanted);
                    headLength += wanted;
                }
                from += take;
                left -= take;
            }
            if (left == 0) {
                rows += rowsIn(head, headLength);
                prefixRead = 0;
            }
        }
    }

    /** Returns how many bytes have passed, gRPC prefixes counted. */
    public long bytes() {
        return bytes;
    }

    /** Returns how many rows have passed. */
    public long rows() {
        return rows;
    }

    private static long rowsIn(byte[] head, int length) {
        int at = 0;
        if (at < length && head[at] == SESSION_ID_TAG) {
            int size = at + 1 < length ? head[at + 1] : -1;
            if (size < 0) {
                return 0;
            }
            at += 2 + size;
        }
        if (at >= length || head[at] != ARROW_BATCH_TAG) {
            return 0;
        }
        at++;
        while (at < length && head[at] < 0) {
            at++;
        }
        at++;
        if (at >= length || head[at] != ROW_COUNT_TAG) {
            return 0;
        }
        long count = 0;
        for (int shift = 0; ++at < length && shift < 63; shift += 7) {
            count |= (long) (head[at] & 0x7f) << shift;
            if (head[at] >= 0) {
                return count;
            }
        }
        return 0;
    }
}
