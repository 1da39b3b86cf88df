package dev.sparkgate.connect;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that do all network work, and the kind of sockets they serve.
 *
 * @param accept takes connections
 * @param work reads and writes
 */
public record EventLoops(
        EventLoopGroup accept,
        EventLoopGroup work,
        Class<? extends ServerChannel> serverChannel,
        Class<? extends SocketChannel> channel)
        implements AutoCloseable {

    /** Opens loops on what the machine has: epoll on Linux, else what Java has. */
    public static EventLoops open(int threads, ThreadFactory acceptThreads, ThreadFactory workThreads) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new EventLoops(
                new MultiThreadIoEventLoopGroup(1, acceptThreads, handlers),
                new MultiThreadIoEventLoopGroup(threads, workThreads, handlers),
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class,
                epoll ? EpollSocketChannel.class : NioSocketChannel.class);
    }

    @Override
    public void close() {
        accept.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        work.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
