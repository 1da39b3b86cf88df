package dev.sparkgate.proxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds whose requests pass, without parsing them: in every request of every version of Spark Connect {@code session_id}
 * is field 1 and {@code user_context} field 2, with {@code user_id} its field 1. Everything else is skipped by length.
 *
 * <p>The bytes come in pieces of any size. Each message is walked to its end: protobuf lets a later field override an
 * earlier one, and what the gateway admits must be what the server will read. Not thread-safe.
 */
public final class RequestScanner {
    /** What a call of {@link #scan} came to. */
    public enum Event {
        /** All bytes are read; more are needed. */
        MORE,
        /** Whose message this is, is known from here on. Once for each message. */
        HEAD,
        /** The message is complete. */
        END
    }

    private enum Step {
        PREFIX,
        TAG,
        NUMBER,
        LENGTH,
        TEXT,
        SKIP
    }

    private static final int SESSION_ID = 1;
    private static final int USER_CONTEXT = 2;
    private static final int USER_ID = 1;
    private static final int LONGEST_SESSION_ID = 128;
    private static final int LONGEST_TEXT = 512;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    /** A message without a user context is known by this many bytes: what comes later in that place is refused. */
    private static final int LATEST_CONTEXT = 64 << 10;

    private final RequestFields wanted;
    private final long maxMessage;

    private Step step = Step.PREFIX;
    private long number;
    private int shift;
    private int prefixRead;
    private long length;
    private long at;
    private int field;
    private int wireType;
    private long skip;
    private byte[] text = {};
    private int textRead;
    private boolean headTold;
    private boolean observed;
    private boolean complete;

    private boolean inContext;
    private boolean contextSeen;
    private @Nullable String sessionId;
    private @Nullable String userId;
    private @Nullable String clientType;
    private @Nullable String operationId;

    private long tagAt;
    private long sessionEnd;
    private long contextAt;
    private long contextBody;
    private long contextEnd;
    private long userAt;
    private long userEnd;

    /**
     * Waits for the first message.
     *
     * @param maxMessage largest message let through, in bytes
     */
    public RequestScanner(RequestFields wanted, long maxMessage) {
        this.wanted = wanted;
        this.maxMessage = maxMessage;
    }

    /**
     * Reads on, and stops at the next event.
     *
     * @throws SparkgateException with {@link ErrorCode#REQUEST_INVALID} when it is no request, says something twice, or is
     *     too large; nothing can be read after it
     */
    public Event scan(ByteBuf in) {
        if (complete) {
            begin();
        }
        while (true) {
            if (step == Step.PREFIX) {
                if (!prefix(in)) {
                    return Event.MORE;
                }
                continue;
            }
            if (at == length && step == Step.TAG && shift == 0 && !inContext) {
                if (!headTold) {
                    headTold = true;
                    return Event.HEAD;
                }
                complete = true;
                return Event.END;
            }
            if (!in.isReadable()) {
                return Event.MORE;
            }
            walk(in);
            if (!headTold && headKnown()) {
                headTold = true;
                return Event.HEAD;
            }
        }
    }

    /** Says whether the head of the message that the scanner stands in is known. */
    public boolean headTold() {
        return headTold;
    }

    /** Says whether the scanner stands between two messages. */
    public boolean betweenMessages() {
        return complete || step == Step.PREFIX && prefixRead == 0;
    }

    /** Returns the session's id as the message gives it; empty when it gives none. */
    public String sessionId() {
        return sessionId == null ? "" : sessionId;
    }

    /** Returns the user's id as the message gives it; empty when it gives none. */
    public String userId() {
        return userId == null ? "" : userId;
    }

    /** Returns what the client says it is, if that was read so far. */
    public @Nullable String clientType() {
        return clientType;
    }

    /** Returns the operation's id, if that was read so far. */
    public @Nullable String operationId() {
        return operationId;
    }

    /** Says whether the client has heard of the session before: it names the server's own id of it. */
    public boolean observed() {
        return observed;
    }

    /** Returns where the parts of the message's head are; valid after {@link Event#HEAD}. */
    public HeadLayout layout() {
        return new HeadLayout(
                length,
                at,
                sessionEnd,
                contextSeen ? contextAt : -1,
                contextBody,
                contextEnd,
                userId == null ? -1 : userAt,
                userEnd);
    }

    private boolean headKnown() {
        return step == Step.TAG
                && shift == 0
                && !inContext
                && sessionId != null
                && (contextSeen || at > LATEST_CONTEXT);
    }

    private void begin() {
        step = Step.PREFIX;
        number = 0;
        shift = 0;
        prefixRead = 0;
        length = 0;
        at = 0;
        headTold = false;
        complete = false;
        inContext = false;
        contextSeen = false;
        sessionId = null;
        userId = null;
        sessionEnd = 0;
    }

    private boolean prefix(ByteBuf in) {
        while (prefixRead < GrpcFrame.PREFIX) {
            if (!in.isReadable()) {
                return false;
            }
            int next = in.readUnsignedByte();
            if (prefixRead == 0 && next != 0) {
                throw new SparkgateException(
                        ErrorCode.NOT_SUPPORTED,
                        "message is compressed (expected: grpc-encoding identity); turn message compression off in the client");
            }
            length = prefixRead == 0 ? 0 : length << 8 | next;
            prefixRead++;
        }
        if (length > maxMessage) {
            throw invalid("has " + length + " bytes, more than gateway.grpc.max-message allows");
        }
        step = Step.TAG;
        return true;
    }

    private void walk(ByteBuf in) {
        switch (step) {
            case TAG -> {
                if (shift == 0) {
                    tagAt = at;
                }
                if (varint(in)) {
                    tag();
                }
            }
            case NUMBER -> {
                if (varint(in)) {
                    number = 0;
                    fieldOver();
                }
            }
            case LENGTH -> {
                if (varint(in)) {
                    value();
                }
            }
            case TEXT -> {
                int take = Math.min(in.readableBytes(), text.length - textRead);
                in.readBytes(text, textRead, take);
                textRead += take;
                at += take;
                if (textRead == text.length) {
                    textOver();
                }
            }
            case SKIP -> {
                int take = (int) Math.min(in.readableBytes(), skip);
                in.skipBytes(take);
                skip -= take;
                at += take;
                if (skip == 0) {
                    fieldOver();
                }
            }
            default -> throw new IllegalStateException(step.name());
        }
    }

    /** Reads on in a number; says whether it is complete. */
    private boolean varint(ByteBuf in) {
        while (in.isReadable()) {
            if (at == limit()) {
                throw invalid("ends within a number");
            }
            int next = in.readByte();
            at++;
            number |= (long) (next & 0x7f) << shift;
            shift += 7;
            if (next >= 0) {
                shift = 0;
                return true;
            }
            if (shift >= 70) {
                throw invalid("has a number of more than ten bytes");
            }
        }
        return false;
    }

    private void tag() {
        long tag = number;
        number = 0;
        long of = tag >>> 3;
        wireType = (int) (tag & 7);
        if (of < 1 || of > 0x1fffffff) {
            throw invalid("has a field number " + of);
        }
        field = (int) of;
        switch (wireType) {
            case VARINT -> step = Step.NUMBER;
            case FIXED64 -> skip(8);
            case LENGTH_DELIMITED -> step = Step.LENGTH;
            case FIXED32 -> skip(4);
            default -> throw invalid("has a field of wire type " + wireType);
        }
        boolean names = inContext ? field == USER_ID : field == SESSION_ID || field == USER_CONTEXT;
        if (names && wireType != LENGTH_DELIMITED) {
            throw invalid(
                    "has a field " + field + " of wire type " + wireType + " (expected: " + LENGTH_DELIMITED + ")");
        }
    }

    private void value() {
        long size = number;
        number = 0;
        if (size < 0 || size > limit() - at) {
            throw invalid("ends too early");
        }
        if (inContext) {
            if (field == USER_ID) {
                once(userId == null, "user_id");
                userAt = tagAt;
                text(size, LONGEST_TEXT, "user_id");
                return;
            }
        } else if (field == SESSION_ID) {
            once(sessionId == null, "session_id");
            text(size, LONGEST_SESSION_ID, "session_id");
            return;
        } else if (field == USER_CONTEXT) {
            once(!contextSeen, "user_context");
            if (headTold) {
                throw invalid("has its user_context after " + LATEST_CONTEXT + " bytes of other fields");
            }
            contextSeen = true;
            contextAt = tagAt;
            contextBody = at;
            contextEnd = at + size;
            inContext = true;
            step = Step.TAG;
            leaveContext();
            return;
        } else if (field == wanted.observed()) {
            observed = size > 0;
        } else if (field == wanted.clientType() || field == wanted.operationId()) {
            if (size <= LONGEST_TEXT) {
                text(size, LONGEST_TEXT, "text");
                return;
            }
        }
        skip(size);
    }

    private void text(long size, int longest, String what) {
        if (size > longest) {
            throw invalid("has a " + what + " of " + size + " bytes (expected: at most " + longest + ")");
        }
        text = new byte[(int) size];
        textRead = 0;
        step = Step.TEXT;
        if (size == 0) {
            textOver();
        }
    }

    private void textOver() {
        String value = new String(text, UTF_8);
        if (inContext) {
            userId = value;
            userEnd = at;
        } else if (field == SESSION_ID) {
            sessionId = value;
            sessionEnd = at;
        } else if (field == wanted.clientType()) {
            clientType = value;
        } else {
            operationId = value;
        }
        fieldOver();
    }

    private void skip(long size) {
        if (size > limit() - at) {
            throw invalid("ends too early");
        }
        skip = size;
        step = Step.SKIP;
        if (size == 0) {
            fieldOver();
        }
    }

    private void fieldOver() {
        step = Step.TAG;
        leaveContext();
    }

    private void leaveContext() {
        if (inContext && at == contextEnd) {
            inContext = false;
        }
    }

    private long limit() {
        return inContext ? contextEnd : length;
    }

    private static void once(boolean first, String what) {
        if (!first) {
            throw invalid("has more than one " + what);
        }
    }

    private static SparkgateException invalid(String why) {
        return new SparkgateException(
                ErrorCode.REQUEST_INVALID,
                "message is not a Spark Connect request: it " + why + "; use a Spark Connect client");
    }
}
