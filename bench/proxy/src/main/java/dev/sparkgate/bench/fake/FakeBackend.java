package dev.sparkgate.bench.fake;

import dev.sparkgate.bench.load.Bytes;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Looks like a Spark Connect server to who asks for its version, for settings, or for rows of {@code range(0, n)}. */
public final class FakeBackend {
    private static final int LARGEST_MESSAGE = 256 << 20;

    private FakeBackend() {}

    /** Starts to listen on loopback. */
    public static Server start(int port) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .directExecutor()
                .fallbackHandlerRegistry(registry(new Answers()))
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .build()
                .start();
    }

    private static HandlerRegistry registry(Answers answers) {
        return new HandlerRegistry() {
            @Override
            public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
                MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                        .setType(MethodDescriptor.MethodType.UNKNOWN)
                        .setFullMethodName(name)
                        .build();
                return ServerMethodDefinition.create(method, (call, headers) -> FakeCall.begin(call, answers));
            }
        };
    }
}
