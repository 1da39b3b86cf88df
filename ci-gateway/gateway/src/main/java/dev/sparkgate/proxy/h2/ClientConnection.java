package dev.sparkgate.proxy.h2;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client's connection. */
public final class ClientConnection extends H2Connection {
    /** More calls at once than any client makes on one connection; those beyond wait in the client. */
    private static final int MAX_STREAMS = 1_000;

    private static final Set<AsciiString> SMALL_SET = Set.of(
            Http2Headers.PseudoHeaderName.STATUS.value(),
            AsciiString.cached("content-type"),
            AsciiString.cached("grpc-status"));

    private static final int MAX_RESETS = 2_000;
    private static final int RESETS_SECONDS = 30;
    private static final long KEEP_ALIVE_SECONDS = 60;
    private static final long MAX_AGE_MINUTES = 120;
    private static final long LAST_CALLS_MILLIS = 1_000;
    private static final int RESOURCE_EXHAUSTED = 8;

    private final StreamAcceptor acceptor;
    private final PingGuard pings = new PingGuard();
    private @Nullable Future<?> keepAlive;
    private @Nullable Future<?> age;
    private boolean cameSince;
    private boolean pingUnanswered;
    private boolean ending;
    private boolean lastGoAwaySent;

    private ClientConnection(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            Loop loop,
            StreamAcceptor acceptor) {
        super(decoder, encoder, settings, loop.writes());
        this.acceptor = acceptor;
    }

    static ClientConnection make(Loop loop, StreamAcceptor acceptor) {
        return new Builder(loop, acceptor).build();
    }

    /** Says that no more calls are wanted here, and closes the connection when those that run are over. */
    public void endGracefully() {
        if (ending || !context().channel().isActive()) {
            return;
        }
        ending = true;
        // Two steps, as gRPC servers do it: calls that are on their way already are still taken.
        goAway(
                context(),
                Integer.MAX_VALUE,
                Http2Error.NO_ERROR.code(),
                ByteBufUtil.writeAscii(allocator(), "graceful_stop"),
                context().newPromise());
        encoder().writePing(context(), false, 1, context().newPromise());
        touch();
        var unused = context().executor().schedule(this::sendLastGoAway, LAST_CALLS_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Ends all streams through their listeners, then the connection. */
    public void cut(Consumer<StreamListener> how) {
        listeners().forEach(how);
        flushNow();
        context().close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        super.handlerAdded(ctx);
        keepAlive = ctx.executor()
                .scheduleWithFixedDelay(this::checkAlive, KEEP_ALIVE_SECONDS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
        long minutes = MAX_AGE_MINUTES + ThreadLocalRandom.current().nextLong(MAX_AGE_MINUTES / 10);
        age = ctx.executor().schedule(this::endGracefully, minutes, TimeUnit.MINUTES);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (keepAlive != null) {
            keepAlive.cancel(false);
        }
        if (age != null) {
            age.cancel(false);
        }
        super.channelInactive(ctx);
    }

    @Override
    void headersCame(int id, Http2Headers headers, boolean end) {
        StreamListener known = listener(id);
        if (known != null) {
            known.headers(headers, end);
            return;
        }
        H2Stream stream = new H2Stream(this, id);
        StreamListener listener = acceptor.accept(stream, headers, end);
        if (connection().stream(id) == null) {
            listener.closed();
        } else {
            listen(id, listener);
        }
    }

    @Override
    void pinged() {
        if (pings.tooMany(System.nanoTime())) {
            goAway(
                    context(),
                    connection().remote().lastStreamCreated(),
                    Http2Error.ENHANCE_YOUR_CALM.code(),
                    ByteBufUtil.writeAscii(allocator(), "too_many_pings"),
                    context().newPromise());
            flushNow();
            context().close();
        }
    }

    @Override
    void pingAnswered() {
        pingUnanswered = false;
        if (ending) {
            sendLastGoAway();
        }
    }

    @Override
    void somethingSent() {
        pings.forgive();
    }

    @Override
    void somethingCame() {
        cameSince = true;
    }

    @Override
    protected void handleServerHeaderDecodeSizeError(ChannelHandlerContext ctx, Http2Stream stream) {
        Http2Headers refusal = new DefaultHttp2Headers()
                .status("200")
                .set("content-type", "application/grpc")
                .setInt("grpc-status", RESOURCE_EXHAUSTED)
                .set("grpc-message", "[REQUEST_INVALID] metadata is too large (expected: at most 64 KiB)");
        writeHeaders(stream.id(), refusal, true);
    }

    private void sendLastGoAway() {
        if (lastGoAwaySent || !context().channel().isActive()) {
            return;
        }
        lastGoAwaySent = true;
        goAway(
                context(),
                connection().remote().lastStreamCreated(),
                Http2Error.NO_ERROR.code(),
                ByteBufUtil.writeAscii(allocator(), "graceful_stop"),
                context().newPromise());
        context().channel().close(); // waits for the calls that run
        touch();
    }

    /** A client that is gone without a word is found by a ping: its calls must not go on for ever. */
    private void checkAlive() {
        if (cameSince) {
            cameSince = false;
            pingUnanswered = false;
            return;
        }
        if (pingUnanswered) {
            context().close();
            return;
        }
        if (openStreams() > 0) {
            pingUnanswered = true;
            encoder().writePing(context(), false, 2, context().newPromise());
            touch();
        }
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<ClientConnection, Builder> {
        private final Loop loop;
        private final StreamAcceptor acceptor;

        Builder(Loop loop, StreamAcceptor acceptor) {
            this.loop = loop;
            this.acceptor = acceptor;
            connection(Windows.connection(true));
            initialSettings(Http2Settings.defaultSettings()
                    .initialWindowSize(Windows.STREAM)
                    .maxConcurrentStreams(MAX_STREAMS)
                    .maxHeaderListSize(Windows.MAX_HEADERS));
            // What differs from call to call is kept out of the table of headers: clients say how large that grows.
            headerSensitivityDetector((name, value) -> !SMALL_SET.contains(AsciiString.of(name)));
            decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESETS_SECONDS);
            encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESETS_SECONDS);
            gracefulShutdownTimeoutMillis(-1);
        }

        @Override
        protected ClientConnection build() {
            return super.build();
        }

        @Override
        protected ClientConnection build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new ClientConnection(decoder, encoder, settings, loop, acceptor);
        }
    }
}
