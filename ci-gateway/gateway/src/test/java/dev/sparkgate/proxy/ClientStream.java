package dev.sparkgate.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A call as its client sees it. */
final class ClientStream extends ChannelInboundHandlerAdapter {
    private static final long PATIENCE_SECONDS = 20;
    private static final int KEPT = 4 << 20;

    final CompletableFuture<Http2Headers> headers = new CompletableFuture<>();
    final AtomicLong received = new AtomicLong();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final CompletableFuture<Outcome> over = new CompletableFuture<>();
    private final AtomicInteger ends = new AtomicInteger();
    private ChannelHandlerContext context;
    private Http2Headers trailers;
    private long resetCode = -1;

    /**
     * How a call ended.
     *
     * @param headers null where it was not answered, or only by trailers
     * @param trailers null where it was broken off
     * @param resetCode of HTTP/2; -1 = it was not broken off
     * @param ends how often it was ended; more than one is an error of the other side
     */
    record Outcome(Http2Headers headers, byte[] data, Http2Headers trailers, long resetCode, int ends) {
        Status.Code code() {
            if (trailers == null) {
                throw new AssertionError("no trailers; reset with " + resetCode);
            }
            return Status.fromCodeValue(trailers.getInt("grpc-status", -1)).getCode();
        }

        String message() {
            return URLDecoder.decode(
                    String.valueOf(trailers.get("grpc-message")).replace("+", "%2B"), UTF_8);
        }
    }

    /** Returns the headers of a call of a lease. */
    static Http2Headers headers(String method, String secret) {
        return new DefaultHttp2Headers(false)
                .method("POST")
                .scheme("http")
                .path("/spark.connect.SparkConnectService/" + method)
                .authority("gateway")
                .set("content-type", "application/grpc")
                .set("te", "trailers")
                .set("x-sparkgate-lease", secret);
    }

    void send(byte[] bytes, boolean end) {
        send(Unpooled.wrappedBuffer(bytes), end);
    }

    void send(ByteBuf bytes, boolean end) {
        context.channel().writeAndFlush(new DefaultHttp2DataFrame(bytes, end));
    }

    boolean writable() {
        return context.channel().isWritable();
    }

    void cancel() {
        context.channel().writeAndFlush(new DefaultHttp2ResetFrame(8)).syncUninterruptibly();
    }

    void stopReading() {
        context.channel().config().setAutoRead(false);
    }

    void readOn() {
        context.channel().config().setAutoRead(true);
    }

    boolean isOver() {
        return over.isDone();
    }

    Outcome await() {
        try {
            return over.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the call did not end; bytes so far: " + received, e);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2HeadersFrame frame) {
            if (frame.isEndStream()) {
                trailers = frame.headers();
                ends.incrementAndGet();
            } else {
                headers.complete(frame.headers());
            }
        } else if (message instanceof Http2DataFrame frame) {
            received.addAndGet(frame.content().readableBytes());
            byte[] bytes = new byte[data.size() < KEPT ? frame.content().readableBytes() : 0];
            frame.content().readBytes(bytes);
            data.writeBytes(bytes);
            frame.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame reset && trailers == null) {
            resetCode = reset.errorCode();
            ends.incrementAndGet();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        over.complete(new Outcome(headers.getNow(null), data.toByteArray(), trailers, resetCode, ends.get()));
        headers.complete(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ends.incrementAndGet();
    }
}
