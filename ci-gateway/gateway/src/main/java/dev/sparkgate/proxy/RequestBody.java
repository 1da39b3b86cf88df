package dev.sparkgate.proxy;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.proxy.wire.RequestFields;
import dev.sparkgate.proxy.wire.RequestScanner;
import dev.sparkgate.proxy.wire.UserStamp;
import dev.sparkgate.session.Method;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends in one call: knows whose it is, sees to it that all of it is of the same session, and writes the
 * verified user's id into it where there is one.
 */
final class RequestBody {
    /** How much of a message may come before it is known whose it is, in bytes. */
    static final int MOST_HELD = 16 << 20;

    private final RequestScanner scanner;
    private final boolean wholeFirst;
    private final @Nullable String verifiedUser;
    private final @Nullable UserStamp stamp;
    /** The beginning of a message that is to be stamped, until its head is complete. */
    private @Nullable ByteBuf pending;

    private @Nullable SessionKey session;
    private boolean ready;
    private boolean firstComplete;
    private boolean observed;

    /** Takes parts of a request that may go on, and how many bytes of what came each stands for; for it to release. */
    interface Sink {
        void part(ByteBuf part, int bytes);
    }

    /** Waits for the first message; {@code verifiedUser} is null where nobody vouches for the caller. */
    RequestBody(Method method, long maxMessage, @Nullable String verifiedUser) {
        this.verifiedUser = verifiedUser;
        this.stamp = verifiedUser == null ? null : new UserStamp(verifiedUser);
        RequestFields fields = new RequestFields(
                method.shape().clientType(),
                method.shape().operationId(),
                method.shape().observed());
        this.scanner = new RequestScanner(fields, maxMessage);
        this.wholeFirst = method == Method.CONFIG || method == Method.RELEASE_SESSION;
    }

    /**
     * Reads bytes that came and hands on what may go on; {@code data} stays its owner's. Returns how many bytes it holds back
     * that nobody has been told of: their sender must be allowed to go on.
     *
     * @throws SparkgateException when they are no request, or not of the session that the call began with
     */
    int read(ByteBufAllocator allocator, ByteBuf data, Sink sink) {
        ByteBuf view = data.duplicate();
        if (stamp == null) {
            scan(view, event -> {});
            if (data.isReadable()) {
                sink.part(data.retain(), data.readableBytes());
            }
            return 0;
        }
        int[] from = {view.readerIndex()};
        int[] kept = {0};
        scan(view, event -> {
            ByteBuf part = view.slice(from[0], view.readerIndex() - from[0]);
            from[0] = view.readerIndex();
            kept[0] += stamped(allocator, part, event, sink);
        });
        return kept[0];
    }

    void release() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    private void scan(ByteBuf view, Consumer<RequestScanner.Event> each) {
        while (true) {
            RequestScanner.Event event = scanner.scan(view);
            switch (event) {
                case HEAD ->
                    head(new SessionKey(verifiedUser == null ? scanner.userId() : verifiedUser, scanner.sessionId()));
                case END -> messageOver();
                case MORE -> {
                    each.accept(event);
                    return;
                }
            }
            each.accept(event);
        }
    }

    /** Hands on what was read up to an event, or keeps it: heads are held back until they are complete, and stamped. */
    private int stamped(ByteBufAllocator allocator, ByteBuf part, RequestScanner.Event event, Sink sink) {
        if (event == RequestScanner.Event.HEAD) {
            int bytes = part.readableBytes();
            ByteBuf head = pending == null ? allocator.buffer() : pending;
            pending = null;
            head.writeBytes(part);
            sink.part(requireNonNull(stamp, "stamp").stamp(allocator, head, scanner.layout()), bytes);
            head.release();
            return 0;
        }
        int bytes = part.readableBytes();
        if (bytes == 0) {
            return 0;
        }
        if (scanner.headTold()) {
            sink.part(part.retain(), bytes);
            return 0;
        }
        pending = (pending == null ? allocator.buffer() : pending).writeBytes(part);
        if (pending.readableBytes() > MOST_HELD) {
            throw tooLate();
        }
        return bytes;
    }

    /** Returns what is wrong with a message that does not say whose it is. */
    static SparkgateException tooLate() {
        return new SparkgateException(
                ErrorCode.REQUEST_INVALID,
                "request has more than " + MOST_HELD + " bytes before it says whose it is; use a Spark Connect client");
    }

    private void messageOver() {
        if (!firstComplete) {
            firstComplete = true;
            observed = scanner.observed();
            ready = true;
        }
    }

    /** Says whether enough is known to say where the call goes. */
    boolean ready() {
        return ready;
    }

    /** Says whether the client may stop here. */
    boolean complete() {
        return firstComplete && scanner.betweenMessages();
    }

    /** Says whether it is known whose it is. */
    boolean known() {
        return session != null;
    }

    SessionKey session() {
        if (session == null) {
            throw new IllegalStateException("not known yet");
        }
        return session;
    }

    @Nullable
    String clientType() {
        return scanner.clientType();
    }

    @Nullable
    String operationId() {
        return scanner.operationId();
    }

    /** Says whether the first message certainly comes from a client that has heard nothing of its session yet. */
    boolean firstOfSession() {
        return firstComplete && !observed;
    }

    private void head(SessionKey of) {
        if (session == null) {
            session = of;
            ready = !wholeFirst;
            return;
        }
        if (!session.equals(of)) {
            throw new SparkgateException(
                    ErrorCode.ACCESS_DENIED,
                    "message of session " + of.sessionId() + " came in a call of session " + session.sessionId()
                            + " (expected: one session in each call); use a Spark Connect client");
        }
    }
}
