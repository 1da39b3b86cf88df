package dev.sparkgate.proxy;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.proxy.h2.H2Stream;
import dev.sparkgate.proxy.h2.StreamListener;
import dev.sparkgate.session.Binding;
import dev.sparkgate.session.Method;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** The driver's half of a call: sends on what it answers, as it comes, to the call's client. */
final class DriverSide implements StreamListener {
    private final ProxyCall call;
    private final ProxyContext context;
    private final Method method;
    private final Binding to;
    private final String driverId;
    private final H2Stream client;
    private final CallAccount account;
    private final @Nullable AnswerReader reader;

    private @Nullable H2Stream driver;
    private boolean answered;
    private boolean releasing;

    DriverSide(ProxyCall call, ProxyContext context, Method method, Binding to, H2Stream client, CallAccount account) {
        this.call = call;
        this.context = context;
        this.method = method;
        this.to = to;
        this.driverId = to.backend().driver().id();
        this.client = client;
        this.account = account;
        this.reader = method == Method.CONFIG || method == Method.CLONE_SESSION ? new AnswerReader() : null;
    }

    void opened(H2Stream stream) {
        driver = stream;
    }

    /** Returns the driver's stream; it must be open. */
    H2Stream stream() {
        return requireNonNull(driver, "driver");
    }

    /** Says whether the client has had the driver's headers. */
    boolean answered() {
        return answered;
    }

    /** To be called after the end is noted: the driver's stream may be closed by it at once. */
    void cancel() {
        if (driver != null) {
            driver.reset(Http2Error.CANCEL.code());
        }
    }

    @Override
    public void headers(Http2Headers come, boolean end) {
        if (call.isOver()) {
            return;
        }
        if (!answered) {
            context.drivers().answered(driverId);
        }
        if (!end) {
            answered = true;
            client.headers(ResponseHeaders.toClient(come));
            return;
        }
        Status.Code status = status(come);
        if (method == Method.RELEASE_SESSION && status == Status.Code.OK) {
            releasing = true;
            call.released(to, () -> over(come, status));
            return;
        }
        over(come, status);
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        int bytes = data.readableBytes();
        H2Stream from = stream();
        if (call.isOver()) {
            from.consumed(bytes);
            return;
        }
        account.answered(data);
        if (reader == null) {
            client.data(data.retain(), end, from, bytes);
            return;
        }
        from.consumed(bytes);
        try {
            reader.add(client.allocator(), data);
            ByteBuf whole = reader.takeWhole();
            if (whole != null) {
                client.data(look(whole), end);
            }
        } catch (RuntimeException e) {
            // Thrown on, it would end all calls of the driver's connection.
            call.refuse(e);
        }
    }

    @Override
    public void reset(long errorCode) {
        if (call.isOver()) {
            return;
        }
        call.finish(Status.Code.INTERNAL, "the driver broke the call off: HTTP/2 error " + errorCode);
        client.reset(errorCode);
    }

    @Override
    public void tooMuchMetadata() {
        call.refuse(new Ending(
                Status.Code.RESOURCE_EXHAUSTED,
                "[REQUEST_INVALID] metadata that goes on to the driver is larger than it takes (expected: a few KiB "
                        + "of tracing headers); send less",
                null));
    }

    @Override
    public void closed() {
        if (reader != null) {
            reader.release();
        }
        driver = null;
        if (!call.isOver() && !releasing) {
            context.drivers().failed(driverId);
            call.refuse(Endings.broken(driverId));
        }
    }

    private void over(Http2Headers come, Status.Code status) {
        CharSequence message = come.get(Names.GRPC_MESSAGE);
        call.finish(status, message == null ? "" : message.toString());
        Http2Headers trailers = ResponseHeaders.toClient(come);
        client.end(client.takes(trailers) ? trailers : ResponseHeaders.shortened(trailers));
    }

    private ByteBuf look(ByteBuf message) {
        if (method == Method.CONFIG) {
            return ConfigAnswers.withoutToken(
                    client.allocator(), message, to.backend().token());
        }
        try {
            context.sessions().cloned(to, new SessionKey(to.session().userId(), CloneAnswer.newSessionId(message)));
        } catch (RuntimeException e) {
            message.release();
            throw e;
        }
        return message;
    }

    private static Status.Code status(Http2Headers trailers) {
        Integer code = trailers.getInt(Names.GRPC_STATUS);
        return code == null ? Status.Code.UNKNOWN : Status.fromCodeValue(code).getCode();
    }
}
