package dev.sparkgate.proxy.h2;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;

/** Opens connections to drivers. */
final class DriverConnector {
    private static final int CONNECT_MILLIS = 5_000;

    private final Class<? extends SocketChannel> channelType;
    private final ConnectListener connects;

    DriverConnector(Class<? extends SocketChannel> channelType, ConnectListener connects) {
        this.channelType = channelType;
        this.connects = connects;
    }

    DriverConnection connect(Loop loop, DriverAddress driver) {
        DriverConnection connection = DriverConnection.make(loop, driver);
        long asked = System.nanoTime();
        new Bootstrap()
                .group(loop.thread())
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Buffers.WATER_MARK)
                .option(ChannelOption.RECVBUF_ALLOCATOR, Buffers.reads())
                .option(ChannelOption.ALLOCATOR, Buffers.ALLOCATOR)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(connection);
                    }
                })
                .connect(new InetSocketAddress(
                        driver.address().host(), driver.address().port()))
                .addListener(done -> {
                    connects.connected(System.nanoTime() - asked, done.isSuccess());
                    if (!done.isSuccess()) {
                        connection.failed();
                    }
                });
        return connection;
    }
}
