package dev.sparkgate.bench.floor;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * The least that a proxy on grpc-java can be: one event loop for both sides, one connection to the backend, every method
 * taken by one handler, messages passed as the buffers they came in. It has no feature and cannot be measured away.
 */
public final class Floor {
    private static final int LARGEST_MESSAGE = 256 << 20;
    private static final int LARGEST_METADATA = 1 << 20;
    private static final int WINDOW = 1 << 20;

    private Floor() {}

    /** Starts to listen on loopback; calls go to {@code backend}, {@code HOST:PORT}. */
    public static Server start(int port, String backend) throws IOException {
        EventLoopGroup loop = new EpollEventLoopGroup(1);
        ManagedChannel channel = NettyChannelBuilder.forTarget(backend)
                .usePlaintext()
                .directExecutor()
                .eventLoopGroup(loop)
                .channelType(EpollSocketChannel.class)
                .disableRetry()
                .flowControlWindow(WINDOW)
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .maxInboundMetadataSize(LARGEST_METADATA)
                .build();
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .directExecutor()
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .channelType(EpollServerSocketChannel.class)
                .fallbackHandlerRegistry(new EveryMethod(channel))
                .flowControlWindow(WINDOW)
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .maxInboundMetadataSize(LARGEST_METADATA)
                .build()
                .start();
    }
}
