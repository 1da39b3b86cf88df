package dev.sparkgate.proxy;

import dev.sparkgate.driver.Address;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** One HTTP/2 connection to the proxy, on which a test says each frame. */
final class RawClient implements AutoCloseable {
    /** GOAWAY frames as they came. */
    final List<GoAway> goAways = new CopyOnWriteArrayList<>();

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel connection;

    record GoAway(long errorCode, int lastStream, String debug) {}

    RawClient(Address proxy) {
        this(proxy, Http2Settings.defaultSettings().maxHeaderListSize(64 << 10));
    }

    RawClient(Address proxy, Http2Settings settings) {
        connection = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forClient()
                                        .encoderIgnoreMaxHeaderListSize(true)
                                        .initialSettings(settings)
                                        .gracefulShutdownTimeoutMillis(0)
                                        .build())
                                .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
                                .addLast(new Control());
                    }
                })
                .connect(new InetSocketAddress(proxy.host(), proxy.port()))
                .syncUninterruptibly()
                .channel();
    }

    /** Opens a stream. */
    ClientStream open(Http2Headers headers, boolean end) {
        ClientStream stream = new ClientStream();
        Channel channel = new Http2StreamChannelBootstrap(connection)
                .handler(stream)
                .open()
                .syncUninterruptibly()
                .getNow();
        channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, end)).syncUninterruptibly();
        return stream;
    }

    /** Makes a call with one request message, and waits for its end. */
    ClientStream.Outcome call(Http2Headers headers, byte[] message) {
        ClientStream stream = open(headers, false);
        stream.send(message, true);
        return stream.await();
    }

    /** Pings; a connection that is closed meanwhile is no failure. */
    void ping(long content) {
        connection.writeAndFlush(new DefaultHttp2PingFrame(content)).awaitUninterruptibly();
    }

    /** Has the whole connection take no more bytes from its socket. */
    void stopReading() {
        connection.config().setAutoRead(false);
    }

    /** Lets the other side send more at once than HTTP/2 allows at first. */
    void widen(int bytes) {
        connection.writeAndFlush(new DefaultHttp2WindowUpdateFrame(bytes)).syncUninterruptibly();
    }

    boolean isOpen() {
        return connection.isActive();
    }

    @Override
    public void close() {
        connection.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private final class Control extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Http2GoAwayFrame frame) {
                byte[] debug = new byte[frame.content().readableBytes()];
                frame.content().getBytes(frame.content().readerIndex(), debug);
                goAways.add(new GoAway(frame.errorCode(), frame.lastStreamId(), new String(debug)));
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // What the other side did is looked at by the tests.
        }
    }

    /** Returns the complete gRPC messages in these bytes. */
    static List<byte[]> messages(byte[] bytes) {
        List<byte[]> messages = new ArrayList<>();
        int at = 0;
        while (at + 5 <= bytes.length) {
            int length = Unpooled.wrappedBuffer(bytes).getInt(at + 1);
            if (length < 0 || length > bytes.length - at - 5) {
                break;
            }
            messages.add(Arrays.copyOfRange(bytes, at + 5, at + 5 + length));
            at += 5 + length;
        }
        return messages;
    }

    static byte[] framed(byte[] message) {
        byte[] framed = new byte[message.length + 5];
        Unpooled.wrappedBuffer(framed).setInt(1, message.length).setBytes(5, message);
        return framed;
    }
}
