package dev.sparkgate.connect;

import static java.util.Objects.requireNonNull;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;

/** A connection of the gateway's own to one Spark Connect server, apart from those of the data plane. */
public final class ConnectConnection implements AutoCloseable {
    private final ManagedChannel channel;
    private final ConnectClient client;

    private ConnectConnection(ManagedChannel channel, String token) {
        this.channel = channel;
        this.client = new ConnectClient(channel, token);
    }

    /** Opens one; it is made at the first call. An empty {@code token} is not presented. */
    public static ConnectConnection to(String host, int port, String token) {
        requireNonNull(token, "token");
        return new ConnectConnection(
                NettyChannelBuilder.forAddress(host, port)
                        .usePlaintext()
                        .directExecutor()
                        .disableRetry()
                        .build(),
                token);
    }

    public ConnectClient client() {
        return client;
    }

    /** Closes it at once; what is under way fails. */
    @Override
    public void close() {
        channel.shutdownNow();
    }
}
