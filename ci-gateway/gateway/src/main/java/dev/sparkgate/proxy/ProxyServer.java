package dev.sparkgate.proxy;

import dev.sparkgate.driver.Address;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.session.Sessions;
import io.grpc.Context;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The gRPC side: takes every call of Spark Connect, known or not, and hands it to its driver. */
public final class ProxyServer implements AutoCloseable {
    private static final String SERVICE = "spark.connect.SparkConnectService/";
    private static final int MAX_METADATA_BYTES = 64 << 10;
    /** Clients from Spark 4.3 on ping every ten seconds or more, also without calls (SPARK-58094). */
    private static final long PERMITTED_PING_SECONDS = 10;

    private final Server server;
    private final Address address;

    private ProxyServer(Server server, Address address) {
        this.server = server;
        this.address = address;
    }

    /**
     * Starts to listen.
     *
     * @param aliases further names of the routing headers
     * @throws SparkgateException with {@link ErrorCode#PORT_IN_USE}
     */
    public static ProxyServer start(
            Address address,
            int maxMessageBytes,
            Map<String, String> aliases,
            EventLoopGroup acceptLoop,
            EventLoopGroup loops,
            Sessions sessions,
            CallObserver observer) {
        ProxyContext context = new ProxyContext(sessions, new Headers(aliases), observer);
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(address.host(), address.port()))
                .bossEventLoopGroup(acceptLoop)
                .workerEventLoopGroup(loops)
                .channelType(NioServerSocketChannel.class)
                .directExecutor()
                .fallbackHandlerRegistry(registry(context))
                .maxInboundMessageSize(maxMessageBytes)
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .permitKeepAliveTime(PERMITTED_PING_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .build();
        try {
            server.start();
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.PORT_IN_USE,
                    "gRPC address " + address + " cannot be listened on: " + rootCause(e)
                            + " (expected: a free port); stop what uses it, or choose another with --grpc-port or "
                            + "gateway.grpc.port (0 = any free one)",
                    e);
        }
        return new ProxyServer(server, new Address(address.host(), server.getPort()));
    }

    public Address address() {
        return address;
    }

    /** Takes no new calls, gives those in flight {@code millis} to end, then cuts them. */
    public void drain(long millis) throws InterruptedException {
        server.shutdown();
        if (!server.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
            server.shutdownNow();
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static HandlerRegistry registry(ProxyContext context) {
        ServerCallHandler<InputStream, InputStream> handler = (call, headers) -> {
            call.request(1);
            return new ProxyCall(context, call, headers, Context.current().getDeadline());
        };
        return new HandlerRegistry() {
            @Override
            public @Nullable ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
                if (!name.startsWith(SERVICE)) {
                    return null;
                }
                return ServerMethodDefinition.create(
                        MethodDescriptor.<InputStream, InputStream>newBuilder()
                                .setType(MethodDescriptor.MethodType.UNKNOWN)
                                .setFullMethodName(name)
                                .setRequestMarshaller(Message.PASS_THROUGH)
                                .setResponseMarshaller(Message.PASS_THROUGH)
                                .build(),
                        handler);
            }
        };
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
