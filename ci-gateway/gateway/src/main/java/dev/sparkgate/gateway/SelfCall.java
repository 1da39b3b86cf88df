package dev.sparkgate.gateway;

import dev.sparkgate.connect.ConnectClient;
import dev.sparkgate.driver.Address;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one call through the gateway's own data plane, so that no client has to wait for its classes to load. */
final class SelfCall {
    private static final Logger log = LoggerFactory.getLogger(SelfCall.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private SelfCall() {}

    /** Releases a session that nobody has: the whole way in and out, and nothing is left of it. */
    static void make(Address proxy) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(proxy.host(), proxy.port())
                .usePlaintext()
                .build();
        try {
            new ConnectClient(channel, "").probe(TIMEOUT).join();
        } catch (CompletionException e) {
            log.atDebug().setCause(e).log("self-call failed");
        } finally {
            channel.shutdownNow();
        }
    }
}
