package dev.sparkgate.connect;

import static java.util.Objects.requireNonNull;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;

/** A connection of the gateway's own to one Spark Connect server, apart from those of the data plane. */
public final class ConnectConnection implements AutoCloseable {
    /** As Spark's own clients have it. */
    private static final int LARGEST_ANSWER = 128 << 20;

    private final ManagedChannel channel;
    private final ConnectClient client;

    private ConnectConnection(ManagedChannel channel, ConnectClient client) {
        this.channel = channel;
        this.client = client;
    }

    /** Opens one; it is made at the first call. An empty {@code token} is not presented. */
    public static ConnectConnection to(String host, int port, String token) {
        requireNonNull(token, "token");
        ManagedChannel channel = channel(host, port);
        return new ConnectConnection(channel, new ConnectClient(channel, token));
    }

    /** Opens one to a gateway, for the holder of a lease. */
    public static ConnectConnection leased(String host, int port, String secret) {
        ManagedChannel channel = channel(host, port);
        return new ConnectConnection(channel, ConnectClient.leased(channel, secret));
    }

    private static ManagedChannel channel(String host, int port) {
        return NettyChannelBuilder.forAddress(host, port)
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(LARGEST_ANSWER)
                .build();
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
