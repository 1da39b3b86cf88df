package dev.sparkgate.proxy.h2;

import dev.sparkgate.connect.EventLoops;
import dev.sparkgate.driver.Address;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Listens for clients, and knows all their connections. */
public final class ClientConnections implements AutoCloseable {
    private static final int BACKLOG = 1_024;

    private final EventLoops eventLoops;
    private final DriverConnector connector;
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();
    private final ChannelGroup open = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final Channel listening;

    /**
     * Starts to listen.
     *
     * @param connects hears of each connection to a driver
     * @param acceptors makes what takes the streams of one connection
     * @throws CompletionException with the cause when the address cannot be listened on
     */
    public ClientConnections(
            Address address,
            EventLoops eventLoops,
            ConnectListener connects,
            BiFunction<Loop, Channel, StreamAcceptor> acceptors) {
        this.eventLoops = eventLoops;
        connector = new DriverConnector(eventLoops.channel(), connects);
        ChannelFuture bound = new ServerBootstrap()
                .group(eventLoops.accept(), eventLoops.work())
                .channel(eventLoops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Buffers.WATER_MARK)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, Buffers.reads())
                .childOption(ChannelOption.ALLOCATOR, Buffers.ALLOCATOR)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Loop loop = loop(channel.eventLoop());
                        channel.pipeline().addLast(ClientConnection.make(loop, acceptors.apply(loop, channel)));
                        open.add(channel);
                    }
                })
                .bind(new InetSocketAddress(address.host(), address.port()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new CompletionException(bound.cause());
        }
        listening = bound.channel();
    }

    /** Returns the port that is listened on. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Returns one of the loops. */
    public Loop anyLoop() {
        return loop(eventLoops.work().next());
    }

    /** Closes the connections to a driver that is gone; what is in flight hears of it. */
    public void forgetDriver(String key) {
        loops.values().forEach(loop -> loop.forget(key));
    }

    /** Takes no more connections, and asks clients to leave those that are open. */
    public void endGracefully() {
        listening.close();
        each(ClientConnection::endGracefully);
    }

    /** Ends every stream that is still open, then its connection. */
    public void cut(Consumer<StreamListener> how) {
        each(connection -> connection.cut(how));
    }

    /** Closes everything at once. */
    @Override
    public void close() {
        listening.close();
        open.close();
        loops.values().forEach(Loop::close);
    }

    private void each(Consumer<ClientConnection> what) {
        for (Channel channel : open) {
            channel.eventLoop().execute(() -> {
                ClientConnection connection = channel.pipeline().get(ClientConnection.class);
                if (connection != null) {
                    what.accept(connection);
                }
            });
        }
    }

    private Loop loop(EventLoop thread) {
        return loops.computeIfAbsent(thread, fresh -> new Loop(fresh, connector));
    }
}
