package dev.sparkgate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;

/** A call as a driver sees it. */
final class DriverCall extends ChannelInboundHandlerAdapter {
    final CompletableFuture<Void> over = new CompletableFuture<>();
    final CompletableFuture<Void> requestComplete = new CompletableFuture<>();
    private final RecordingDriver driver;
    private final ByteArrayOutputStream came = new ByteArrayOutputStream();
    private ChannelHandlerContext context;
    private Http2Headers headers;
    private volatile long resetCode = -1;
    private boolean answered;

    DriverCall(RecordingDriver driver) {
        this.driver = driver;
    }

    Http2Headers headers() {
        return headers;
    }

    String path() {
        return String.valueOf(headers.path());
    }

    synchronized byte[] came() {
        return came.toByteArray();
    }

    /** Returns the error code with which the proxy broke the call off; -1 = it did not. */
    long resetCode() {
        return resetCode;
    }

    /** Takes no more data. */
    void stopReading() {
        context.channel().config().setAutoRead(false);
    }

    void readOn() {
        context.channel().config().setAutoRead(true);
    }

    boolean writable() {
        return context.channel().isWritable();
    }

    void data(byte[] bytes) {
        answerHeaders();
        data(Unpooled.wrappedBuffer(bytes));
    }

    void data(ByteBuf bytes) {
        answerHeaders();
        context.writeAndFlush(new DefaultHttp2DataFrame(bytes, false));
    }

    void answerHeaders() {
        if (!answered) {
            answered = true;
            context.writeAndFlush(new DefaultHttp2HeadersFrame(
                    new DefaultHttp2Headers().status("200").set("content-type", "application/grpc"), false));
        }
    }

    void trailers(int status, String... more) {
        Http2Headers trailers = new DefaultHttp2Headers(false);
        if (!answered) {
            trailers.status("200").set("content-type", "application/grpc");
        }
        trailers.setInt("grpc-status", status);
        for (int i = 0; i < more.length; i += 2) {
            trailers.set(more[i], more[i + 1]);
        }
        context.writeAndFlush(new DefaultHttp2HeadersFrame(trailers, true));
    }

    void reset(long code) {
        context.writeAndFlush(new DefaultHttp2ResetFrame(code));
    }

    /** Breaks the whole connection. */
    void breakConnection() {
        context.channel().parent().close();
    }

    /** Asks for no more calls on this connection. */
    void goAway() {
        context.channel().parent().writeAndFlush(new DefaultHttp2GoAwayFrame(0).setExtraStreamIds(0));
    }

    String connection() {
        return context.channel().parent().id().asLongText();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2HeadersFrame frame) {
            if (headers == null) {
                headers = frame.headers();
                driver.began(this);
            }
            if (frame.isEndStream()) {
                complete();
            }
        } else if (message instanceof Http2DataFrame frame) {
            byte[] bytes = new byte[frame.content().readableBytes()];
            frame.content().readBytes(bytes);
            boolean end = frame.isEndStream();
            frame.release();
            synchronized (this) {
                came.writeBytes(bytes);
            }
            if (end) {
                complete();
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame reset) {
            resetCode = reset.errorCode();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (headers != null) {
            driver.writable(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (headers != null) {
            driver.over(this);
        }
        over.complete(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    private void complete() {
        requestComplete.complete(null);
        driver.complete(this);
    }
}
