package dev.sparkgate.proxy.h2;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What connections to clients and to drivers have in common: streams with their listeners, writes, flow control. */
abstract class H2Connection extends Http2ConnectionHandler {
    private static final Logger log = LoggerFactory.getLogger(H2Connection.class);

    private final LoopWrites writes;
    private final IntObjectMap<StreamListener> streams = new IntObjectHashMap<>();
    private @Nullable ChannelHandlerContext context;
    /** As the other side said; a server's codec does not heed it. */
    private long maxHeadersTaken = Long.MAX_VALUE;

    private boolean dirty;
    private boolean windowOpened;

    H2Connection(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, LoopWrites writes) {
        super(decoder, encoder, settings);
        this.writes = writes;
        // What a frame lacks is put behind what there is of it, not copied.
        setCumulator(COMPOSITE_CUMULATOR);
        decoder.frameListener(new Frames(this));
        connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                StreamListener listener = streams.remove(stream.id());
                if (listener != null) {
                    listener.closed();
                }
                streamClosed();
            }
        });
    }

    /** Hears that the other side opened a stream, or sent headers on one of ours. */
    abstract void headersCame(int id, Http2Headers headers, boolean end);

    /** Hears of a ping; it is answered already. */
    void pinged() {}

    /** Hears that a ping of ours was answered. */
    void pingAnswered() {}

    /** Hears that a stream ended. */
    void streamClosed() {}

    /** Hears that headers or data were sent. */
    void somethingSent() {}

    /** Hears that anything was read. */
    void somethingCame() {}

    final void listen(int id, StreamListener listener) {
        streams.put(id, listener);
    }

    /** Forgets a listener; says whether it was still listening. */
    final boolean forget(int id, StreamListener listener) {
        return streams.remove(id) == listener;
    }

    final @Nullable StreamListener listener(int id) {
        return streams.get(id);
    }

    final List<StreamListener> listeners() {
        return List.copyOf(streams.values());
    }

    final int openStreams() {
        return streams.size();
    }

    final ChannelHandlerContext context() {
        return requireNonNull(context, "context");
    }

    final @Nullable ChannelHandlerContext contextIfAny() {
        return context;
    }

    final ByteBufAllocator allocator() {
        return context().alloc();
    }

    final ChannelFuture writeHeaders(int id, Http2Headers headers, boolean end) {
        ChannelFuture written =
                encoder().writeHeaders(context(), id, headers, 0, end, context().newPromise());
        somethingSent();
        writes.touched(this);
        return written;
    }

    final ChannelFuture writeData(int id, ByteBuf data, boolean end) {
        ChannelFuture written =
                encoder().writeData(context(), id, data, 0, end, context().newPromise());
        somethingSent();
        writes.touched(this);
        return written;
    }

    final void writeReset(int id, long errorCode) {
        if (connection().stream(id) == null) {
            resetUnopened(id, errorCode);
            return;
        }
        resetStream(context(), id, errorCode, context().newPromise());
        writes.touched(this);
    }

    /** A stream that waits for its turn is not known to the other side, which must not hear of its end. */
    private void resetUnopened(int id, long errorCode) {
        StreamListener listener = streams.remove(id);
        if (listener != null) {
            encoder().writeRstStream(context(), id, errorCode, context().newPromise());
            listener.closed();
        }
    }

    final void consume(int id, int bytes) {
        Http2Stream stream = connection().stream(id);
        if (stream == null || bytes == 0) {
            return;
        }
        try {
            if (connection().local().flowController().consumeBytes(stream, bytes)) {
                writes.touched(this);
            }
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    final void maxHeadersTaken(long bytes) {
        maxHeadersTaken = bytes;
    }

    final long maxHeadersTaken() {
        return maxHeadersTaken;
    }

    final boolean stillComing(int id) {
        Http2Stream stream = connection().stream(id);
        return stream != null && stream.state().remoteSideOpen();
    }

    final void touch() {
        writes.touched(this);
    }

    /** Notes that there is something to flush; says whether that is news. */
    final boolean markDirty() {
        boolean news = !dirty;
        dirty = true;
        return news;
    }

    final void flushNow() {
        dirty = false;
        if (context != null && context.channel().isActive()) {
            flush(context);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
        openWindow(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        super.channelActive(ctx);
        openWindow(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        writes.readBegins();
        somethingCame();
        super.channelRead(ctx, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        writes.readIsOver();
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, @Nullable Http2Exception http2) {
        note(ctx, cause, http2 != null);
        super.onConnectionError(ctx, outbound, cause, http2);
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException http2) {
        log.atDebug()
                .addKeyValue("peer", ctx.channel().remoteAddress())
                .addKeyValue("stream", http2.streamId())
                .setCause(cause)
                .log("HTTP/2 stream failed");
        super.onStreamError(ctx, outbound, cause, http2);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            super.exceptionCaught(ctx, cause);
            return;
        }
        note(ctx, cause, false);
        ctx.close();
    }

    /** What the other side does is no news; what the gateway does wrong is. */
    private static void note(ChannelHandlerContext ctx, Throwable cause, boolean http2) {
        boolean expected = http2 || cause instanceof IOException;
        (expected ? log.atDebug() : log.atError())
                .addKeyValue("peer", ctx.channel().remoteAddress())
                .setCause(cause)
                .log("HTTP/2 connection failed");
    }

    /** Streams have windows of their own; the connection's must hold none of them up. */
    private void openWindow(ChannelHandlerContext ctx) throws Http2Exception {
        if (windowOpened || !ctx.channel().isActive()) {
            return;
        }
        windowOpened = true;
        Http2Stream all = connection().connectionStream();
        int more = Windows.CONNECTION - connection().local().flowController().windowSize(all);
        connection().local().flowController().incrementWindowSize(all, more);
        ctx.flush();
    }
}
