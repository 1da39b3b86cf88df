package dev.sparkgate.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Finds whose request it is without parsing it: in every request of every version of Spark Connect, {@code session_id} is
 * field 1 and {@code user_context} field 2 (with {@code user_id} its field 1). All other fields are skipped by length.
 *
 * <p>The whole top level is walked, not just its beginning: protobuf lets a later field override an earlier one, and what
 * the gateway admits must be what the server will read.
 */
final class RequestHead {
    private static final int SESSION_ID = 1;
    private static final int USER_CONTEXT = 2;
    private static final int USER_ID = 1;
    private static final int LONGEST_SESSION_ID = 128;
    private static final int LONGEST_USER_ID = 512;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final InputStream in;
    private long left;

    private RequestHead(InputStream in, long length) {
        this.in = in;
        this.left = length;
    }

    /**
     * Reads the whole message.
     *
     * @param length bytes of the message
     * @throws SparkgateException with {@link ErrorCode#REQUEST_INVALID} when it is no request, or says something twice
     */
    static SessionKey scan(InputStream message, long length) {
        try {
            return new RequestHead(message, length).scan();
        } catch (IOException e) {
            throw invalid("ends too early");
        }
    }

    private SessionKey scan() throws IOException {
        String sessionId = null;
        String userId = null;
        while (left > 0) {
            long tag = varint();
            int field = field(tag);
            if (field == SESSION_ID) {
                once(sessionId, "session_id");
                sessionId = text(tag, LONGEST_SESSION_ID, "session_id");
            } else if (field == USER_CONTEXT) {
                once(userId, "user_context");
                userId = userId(tag);
            } else {
                skip(tag);
            }
        }
        return new SessionKey(userId == null ? "" : userId, sessionId == null ? "" : sessionId);
    }

    private String userId(long tag) throws IOException {
        long length = length(tag, "user_context");
        long after = left - length;
        String userId = null;
        while (left > after) {
            long inner = varint();
            if (field(inner) == USER_ID) {
                once(userId, "user_id");
                userId = text(inner, LONGEST_USER_ID, "user_id");
            } else {
                skip(inner);
            }
        }
        if (left != after) {
            throw invalid("has a user_context that passes its own end");
        }
        return userId == null ? "" : userId;
    }

    private String text(long tag, int longest, String what) throws IOException {
        long length = length(tag, what);
        if (length > longest) {
            throw invalid("has a " + what + " of " + length + " bytes (expected: at most " + longest + ")");
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length != length) {
            throw invalid("ends too early");
        }
        left -= length;
        return new String(bytes, UTF_8);
    }

    private long length(long tag, String what) throws IOException {
        if ((tag & 7) != LENGTH) {
            throw invalid("has a " + what + " of wire type " + (tag & 7) + " (expected: " + LENGTH + ")");
        }
        long length = varint();
        if (length < 0 || length > left) {
            throw invalid("ends too early");
        }
        return length;
    }

    private void skip(long tag) throws IOException {
        switch ((int) (tag & 7)) {
            case VARINT -> varint();
            case FIXED64 -> skipBytes(8);
            case LENGTH -> skipBytes(length(tag, "field"));
            case FIXED32 -> skipBytes(4);
            default -> throw invalid("has a field of wire type " + (tag & 7));
        }
    }

    private void skipBytes(long count) throws IOException {
        in.skipNBytes(count);
        left -= count;
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = in.read();
            if (next < 0 || left == 0) {
                throw invalid("ends too early");
            }
            left--;
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw invalid("has a number of more than ten bytes");
    }

    private static int field(long tag) {
        long field = tag >>> 3;
        if (field < 1 || field > 0x1fffffff) {
            throw invalid("has a field number " + field);
        }
        return (int) field;
    }

    private static void once(@org.jspecify.annotations.Nullable Object seen, String what) {
        if (seen != null) {
            throw invalid("has more than one " + what);
        }
    }

    private static SparkgateException invalid(String why) {
        return new SparkgateException(
                ErrorCode.REQUEST_INVALID,
                "message is not a Spark Connect request: it " + why + "; use a Spark Connect client");
    }
}
