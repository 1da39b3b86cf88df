package dev.sparkgate.report;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Walks the fields of a protobuf message of which only the beginning may be there: a field that goes on behind the end is
 * given as far as it came. Never fails; what is no message has no fields.
 */
final class CutMessage {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int bodyAt;
    private int bodyEnd;
    private boolean delimited;
    private boolean cut;

    CutMessage(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = Math.min(to, bytes.length);
    }

    /** Goes to the next field; false when there is none. */
    boolean next() {
        if (at >= end) {
            return false;
        }
        long tag = number();
        field = (int) (tag >>> 3);
        delimited = false;
        switch ((int) (tag & 7)) {
            case VARINT -> number();
            case FIXED64 -> at += Long.BYTES;
            case FIXED32 -> at += Integer.BYTES;
            case LENGTH_DELIMITED -> delimited();
            default -> at = end;
        }
        return field > 0 && (delimited || at <= end);
    }

    int field() {
        return field;
    }

    /** Says whether the field is a text, bytes or a message. */
    boolean hasBody() {
        return delimited;
    }

    /** Says whether some of the field's body is missing. */
    boolean cut() {
        return cut;
    }

    CutMessage message() {
        return new CutMessage(bytes, bodyAt, bodyEnd);
    }

    /** Returns the body as text, at most so many bytes of it. */
    String text(int most) {
        int to = Math.min(bodyEnd, bodyAt + most);
        // a character that is cut in two is left out
        while (to > bodyAt && to < bytes.length && (bytes[to] & 0xC0) == 0x80) {
            to--;
        }
        return new String(bytes, bodyAt, to - bodyAt, UTF_8);
    }

    int length() {
        return bodyEnd - bodyAt;
    }

    private void delimited() {
        long length = number();
        delimited = true;
        bodyAt = Math.min(at, end);
        cut = length < 0 || length > end - bodyAt;
        bodyEnd = cut ? end : bodyAt + (int) length;
        at = bodyEnd;
    }

    private long number() {
        long value = 0;
        for (int shift = 0; at < end && shift < Long.SIZE; shift += 7) {
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        at = end;
        return value;
    }
}
