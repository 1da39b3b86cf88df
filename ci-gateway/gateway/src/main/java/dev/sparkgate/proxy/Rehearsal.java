package dev.sparkgate.proxy;

import dev.sparkgate.auth.Principal;
import dev.sparkgate.connect.EventLoops;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.proxy.h2.ClientConnections;
import dev.sparkgate.proxy.h2.DriverAddress;
import dev.sparkgate.session.Backend;
import dev.sparkgate.session.Peer;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays calls through the data plane before anybody else calls, so that no client waits for classes to load and code to be
 * compiled: a client, the proxy and a driver of its own, all in this process, over real sockets.
 */
public final class Rehearsal {
    private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);
    private static final Address ANY = new Address("127.0.0.1", 0);
    private static final String TOKEN = "rehearsal-token";
    private static final long MAX_MESSAGE = 1 << 20;

    private Rehearsal() {}

    /** Plays {@code calls} calls, one after the other; completes when they are over, also when they failed. */
    public static CompletableFuture<Void> play(EventLoops loops, int calls) {
        ClientConnections stage = null;
        ClientConnections house = null;
        ManagedChannel unused = null;
        try {
            ClientConnections driver = new ClientConnections(
                    ANY,
                    loops,
                    (nanos, stands) -> {},
                    (loop, channel) -> (stream, headers, end) -> new RehearsalDriver(stream));
            stage = driver;
            unused = NettyChannelBuilder.forAddress("127.0.0.1", driver.port())
                    .usePlaintext()
                    .build();
            RehearsalSessions sessions = new RehearsalSessions(backend(driver.port(), unused));
            ProxyContext context = new ProxyContext(
                    sessions,
                    new RequestHeaders(Map.of()),
                    metadata -> Principal.ANYBODY,
                    new RehearsalReports(),
                    call -> {},
                    Tracing.OFF,
                    MAX_MESSAGE,
                    new InFlight());
            Peer peer = new Peer("127.0.0.1");
            ClientConnections proxy = new ClientConnections(
                    ANY, loops, (nanos, stands) -> {}, (loop, channel) -> (stream, headers, end) -> {
                        ProxyCall call = new ProxyCall(context, loop, peer, stream, headers);
                        call.begin(end);
                        return call;
                    });
            house = proxy;
            ManagedChannel channel = unused;
            return RehearsalClient.play(proxy, new Address("127.0.0.1", proxy.port()), calls)
                    .handle((done, failure) -> {
                        if (failure != null) {
                            log.atDebug().setCause(failure).log("rehearsal failed");
                        }
                        proxy.close();
                        driver.close();
                        channel.shutdownNow();
                        return null;
                    });
        } catch (RuntimeException e) {
            log.atDebug().setCause(e).log("rehearsal could not begin");
            if (house != null) {
                house.close();
            }
            if (stage != null) {
                stage.close();
            }
            if (unused != null) {
                unused.shutdownNow();
            }
            return CompletableFuture.completedFuture(null);
        }
    }

    private static Backend backend(int port, ManagedChannel channel) {
        Driver driver = new Driver(
                "rehearsal", "rehearsal", "rehearsal", new Address("127.0.0.1", port), "1", "4.1", null, Instant.EPOCH);
        return new Backend(driver, channel, TOKEN);
    }

    /** Returns where the proxy is, as a driver's address: the client uses the same connections. */
    static DriverAddress address(Address proxy) {
        return new DriverAddress("rehearsal-client", proxy, () -> CompletableFuture.completedFuture(true));
    }

    static SessionKey session() {
        return new SessionKey("rehearsal", new UUID(0, 0).toString());
    }
}
