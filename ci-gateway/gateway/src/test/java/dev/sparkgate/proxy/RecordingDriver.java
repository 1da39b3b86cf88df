package dev.sparkgate.proxy;

import dev.sparkgate.driver.Address;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An HTTP/2 server in a driver's place, which notes what reaches it and answers as a test says. */
final class RecordingDriver implements AutoCloseable {
    static final String TOKEN = "token-of-the-driver";

    /** What it does with the calls that come; called on the network's threads. */
    interface Play {
        default void began(DriverCall call) {}

        /** The client has said everything. */
        default void complete(DriverCall call) {}

        default void writable(DriverCall call) {}

        default void over(DriverCall call) {}
    }

    /** Answers with the request's bytes. */
    static final Play ECHO = new Play() {
        @Override
        public void complete(DriverCall call) {
            call.data(call.came());
            call.trailers(0);
        }
    };

    /** Calls in the order of their arrival, unless there is an audit. */
    final List<DriverCall> calls = new CopyOnWriteArrayList<>();

    final List<Channel> connections = new CopyOnWriteArrayList<>();
    final AtomicInteger began = new AtomicInteger();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel listening;
    private volatile Play play = ECHO;
    private volatile Consumer<DriverCall> audit;

    RecordingDriver() {
        this(Http2Settings.defaultSettings().maxHeaderListSize(8 << 10).maxConcurrentStreams(Integer.MAX_VALUE));
    }

    RecordingDriver(Http2Settings settings) {
        listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.closeFuture().addListener(closed -> connections.remove(channel));
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forServer()
                                        .initialSettings(settings)
                                        // As gRPC servers have it.
                                        .decoderEnforceMaxRstFramesPerWindow(0, 0)
                                        .encoderEnforceMaxRstFramesPerWindow(0, 0)
                                        .gracefulShutdownTimeoutMillis(0)
                                        .build())
                                .addLast(new Http2MultiplexHandler(new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel stream) {
                                        stream.pipeline().addLast(new DriverCall(RecordingDriver.this));
                                    }
                                }));
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
    }

    Address address() {
        return new Address("127.0.0.1", ((InetSocketAddress) listening.localAddress()).getPort());
    }

    void play(Play next) {
        play = next;
    }

    /** Has each call looked at when it is over, and not kept. */
    void audit(Consumer<DriverCall> look) {
        audit = look;
    }

    void began(DriverCall call) {
        began.incrementAndGet();
        if (audit == null) {
            calls.add(call);
        }
        play.began(call);
    }

    void complete(DriverCall call) {
        play.complete(call);
    }

    void writable(DriverCall call) {
        play.writable(call);
    }

    void over(DriverCall call) {
        play.over(call);
        if (audit != null) {
            audit.accept(call);
        }
    }

    @Override
    public void close() {
        listening.close();
        connections.forEach(Channel::close);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
