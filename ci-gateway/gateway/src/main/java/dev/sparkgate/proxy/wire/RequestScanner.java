package dev.sparkgate.proxy.wire;

import static java.util.Objects.requireNonNullElse;

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

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final RequestHead head;
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
    private boolean complete;

    private boolean inContext;
    private long tagAt;

    /**
     * Waits for the first message.
     *
     * @param maxMessage largest message let through, in bytes
     */
    public RequestScanner(RequestFields wanted, long maxMessage) {
        this.head = new RequestHead(wanted);
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
                if (!head.told()) {
                    head.tell();
                    return Event.HEAD;
                }
                complete = true;
                return Event.END;
            }
            if (!in.isReadable()) {
                return Event.MORE;
            }
            walk(in);
            if (!head.told() && headKnown()) {
                head.tell();
                return Event.HEAD;
            }
        }
    }

    /** Says whether the head of the message that the scanner stands in is known. */
    public boolean headTold() {
        return head.told();
    }

    /** Says whether the scanner stands between two messages. */
    public boolean betweenMessages() {
        return complete || step == Step.PREFIX && prefixRead == 0;
    }

    /** Returns the session's id as the message gives it; empty when it gives none. */
    public String sessionId() {
        return requireNonNullElse(head.sessionId(), "");
    }

    /** Returns the user's id as the message gives it; empty when it gives none. */
    public String userId() {
        return requireNonNullElse(head.userId(), "");
    }

    /** Returns what the client says it is, if that was read so far. */
    public @Nullable String clientType() {
        return head.clientType();
    }

    /** Returns the operation's id, if that was read so far. */
    public @Nullable String operationId() {
        return head.operationId();
    }

    /** Says whether the client has heard of the session before: it names the server's own id of it. */
    public boolean observed() {
        return head.observed();
    }

    /** Returns where the parts of the message's head are; valid after {@link Event#HEAD}. */
    public HeadLayout layout() {
        return head.layout(length, at);
    }

    private boolean headKnown() {
        return step == Step.TAG && shift == 0 && !inContext && head.known(at);
    }

    private void begin() {
        step = Step.PREFIX;
        number = 0;
        shift = 0;
        prefixRead = 0;
        length = 0;
        at = 0;
        complete = false;
        inContext = false;
        head.begin();
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
        RequestHead.requireType(field, wireType, inContext);
    }

    private void value() {
        long size = number;
        number = 0;
        if (size < 0 || size > limit() - at) {
            throw invalid("ends too early");
        }
        switch (head.begins(field, inContext, tagAt, at, size)) {
            case TEXT -> text((int) size);
            case CONTEXT -> {
                inContext = true;
                step = Step.TAG;
                leaveContext();
            }
            case OTHER -> skip(size);
        }
    }

    private void text(int size) {
        text = new byte[size];
        textRead = 0;
        step = Step.TEXT;
        if (size == 0) {
            textOver();
        }
    }

    private void textOver() {
        head.text(field, inContext, text, at);
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
        if (inContext && at == head.contextEnd()) {
            inContext = false;
        }
    }

    private long limit() {
        return inContext ? head.contextEnd() : length;
    }

    static SparkgateException invalid(String why) {
        return new SparkgateException(
                ErrorCode.REQUEST_INVALID,
                "message is not a Spark Connect request: it " + why + "; use a Spark Connect client");
    }
}
