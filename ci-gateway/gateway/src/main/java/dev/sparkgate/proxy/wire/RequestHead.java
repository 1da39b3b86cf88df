package dev.sparkgate.proxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sparkgate.error.SparkgateException;
import org.jspecify.annotations.Nullable;

/** What a {@link RequestScanner} has found of one message's head: whose it is, and where that stands. */
final class RequestHead {
    private static final int SESSION_ID = 1;
    private static final int USER_CONTEXT = 2;
    private static final int USER_ID = 1;
    private static final int LONGEST_SESSION_ID = 128;
    private static final int LONGEST_TEXT = 512;
    private static final int LENGTH_DELIMITED = 2;

    /** A message without a user context is known by this many bytes: what comes later in that place is refused. */
    private static final int LATEST_CONTEXT = 64 << 10;

    /** What to do with a field that says its length. */
    enum Field {
        TEXT,
        CONTEXT,
        OTHER
    }

    private final RequestFields wanted;

    private boolean told;
    private boolean contextSeen;
    private boolean observed;
    private @Nullable String sessionId;
    private @Nullable String userId;
    private @Nullable String clientType;
    private @Nullable String operationId;

    private long sessionEnd;
    private long contextAt;
    private long contextBody;
    private long contextEnd;
    private long userAt;
    private long userEnd;

    RequestHead(RequestFields wanted) {
        this.wanted = wanted;
    }

    /** Forgets what belongs to one message; what a call says once stays. */
    void begin() {
        told = false;
        contextSeen = false;
        sessionId = null;
        userId = null;
        sessionEnd = 0;
    }

    @Nullable
    String sessionId() {
        return sessionId;
    }

    @Nullable
    String userId() {
        return userId;
    }

    @Nullable
    String clientType() {
        return clientType;
    }

    @Nullable
    String operationId() {
        return operationId;
    }

    boolean observed() {
        return observed;
    }

    boolean told() {
        return told;
    }

    void tell() {
        told = true;
    }

    /** Says whether nothing that comes after so many bytes can change it. */
    boolean known(long at) {
        return sessionId != null && (contextSeen || at > LATEST_CONTEXT);
    }

    HeadLayout layout(long length, long at) {
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

    /** Refuses a field whose type does not go with its number. */
    static void requireType(int field, int wireType, boolean inContext) {
        boolean names = inContext ? field == USER_ID : field == SESSION_ID || field == USER_CONTEXT;
        if (names && wireType != LENGTH_DELIMITED) {
            throw RequestScanner.invalid(
                    "has a field " + field + " of wire type " + wireType + " (expected: " + LENGTH_DELIMITED + ")");
        }
    }

    /**
     * Takes a field whose value begins now.
     *
     * @param tagAt where its tag stands
     * @param at where its value stands
     * @throws SparkgateException when it says something twice, too late or at too great a length
     */
    Field begins(int field, boolean inContext, long tagAt, long at, long size) {
        if (inContext) {
            if (field != USER_ID) {
                return Field.OTHER;
            }
            once(userId == null, "user_id");
            atMost(LONGEST_TEXT, size, "user_id");
            userAt = tagAt;
            return Field.TEXT;
        }
        if (field == SESSION_ID) {
            once(sessionId == null, "session_id");
            atMost(LONGEST_SESSION_ID, size, "session_id");
            return Field.TEXT;
        }
        if (field == USER_CONTEXT) {
            context(tagAt, at, size);
            return Field.CONTEXT;
        }
        if (field == wanted.observed()) {
            observed = size > 0;
            return Field.OTHER;
        }
        boolean named = field == wanted.clientType() || field == wanted.operationId();
        return named && size <= LONGEST_TEXT ? Field.TEXT : Field.OTHER;
    }

    /** Takes the text of a field; {@code at} is where it ended. */
    void text(int field, boolean inContext, byte[] text, long at) {
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
    }

    /** Returns where the user context ends. */
    long contextEnd() {
        return contextEnd;
    }

    private void context(long tagAt, long at, long size) {
        once(!contextSeen, "user_context");
        if (told) {
            throw RequestScanner.invalid("has its user_context after " + LATEST_CONTEXT + " bytes of other fields");
        }
        contextSeen = true;
        contextAt = tagAt;
        contextBody = at;
        contextEnd = at + size;
    }

    private static void once(boolean first, String what) {
        if (!first) {
            throw RequestScanner.invalid("has more than one " + what);
        }
    }

    private static void atMost(int longest, long size, String what) {
        if (size > longest) {
            throw RequestScanner.invalid(
                    "has a " + what + " of " + size + " bytes (expected: at most " + longest + ")");
        }
    }
}
