package dev.sparkgate.proxy;

import static java.util.Objects.requireNonNullElse;

import dev.sparkgate.auth.Principal;
import dev.sparkgate.connect.EventLoops;
import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.DriverReports;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.proxy.h2.ClientConnections;
import dev.sparkgate.proxy.h2.StreamAcceptor;
import dev.sparkgate.session.Backends;
import dev.sparkgate.session.Peer;
import dev.sparkgate.session.Sessions;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** The gRPC side: takes every call of Spark Connect, known or not, and hands it to its driver. */
public final class ProxyServer implements AutoCloseable {
    private static final long CUT_MILLIS = 1_000;

    private final ClientConnections connections;
    private final Address address;
    private final InFlight open;

    private ProxyServer(ClientConnections connections, Address address, InFlight open) {
        this.connections = connections;
        this.address = address;
        this.open = open;
    }

    /**
     * Starts to listen.
     *
     * @param maxMessage the largest message let through, in bytes
     * @param aliases further names of the routing headers
     * @throws SparkgateException with {@link ErrorCode#PORT_IN_USE}
     */
    public static ProxyServer start(
            Address address,
            long maxMessage,
            Map<String, String> aliases,
            EventLoops loops,
            Sessions sessions,
            Backends backends,
            DriverReports drivers,
            CallObserver observer,
            Tracing tracing) {
        ProxyContext context = new ProxyContext(
                sessions,
                new RequestHeaders(aliases),
                metadata -> Principal.ANYBODY,
                drivers,
                observer,
                tracing,
                maxMessage,
                new InFlight());
        ProxyServer server = start(address, loops, context);
        backends.onClose(backend -> server.forgetDriver(backend.key()));
        return server;
    }

    /**
     * Starts to listen.
     *
     * @throws SparkgateException with {@link ErrorCode#PORT_IN_USE}
     */
    static ProxyServer start(Address address, EventLoops loops, ProxyContext context) {
        try {
            ClientConnections connections =
                    new ClientConnections(address, loops, context.observer()::connected, (loop, channel) -> {
                        Peer peer = new Peer(host(channel.remoteAddress()));
                        StreamAcceptor acceptor = (stream, headers, end) -> {
                            ProxyCall call = new ProxyCall(context, loop, peer, stream, headers);
                            call.begin(end);
                            return call;
                        };
                        return acceptor;
                    });
            return new ProxyServer(connections, new Address(address.host(), connections.port()), context.open());
        } catch (CompletionException e) {
            throw portInUse(address, requireNonNullElse(e.getCause(), e));
        }
    }

    public Address address() {
        return address;
    }

    /** Returns how many calls are in flight. */
    public int openCalls() {
        return open.calls();
    }

    /** Closes the connections to a driver that is gone; what is in flight hears of it. */
    void forgetDriver(String key) {
        connections.forgetDriver(key);
    }

    /** Takes no new connections, gives the calls in flight {@code millis} to end, then ends them with a clean status. */
    public void drain(long millis) {
        connections.endGracefully();
        open.awaitNone(millis);
        connections.cut(stream -> {
            if (stream instanceof ProxyCall call) {
                call.cut();
            }
        });
        open.awaitNone(CUT_MILLIS);
    }

    @Override
    public void close() {
        connections.close();
    }

    private static String host(SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress()
                : String.valueOf(address);
    }

    private static SparkgateException portInUse(Address address, Throwable failure) {
        return new SparkgateException(
                ErrorCode.PORT_IN_USE,
                "gRPC address " + address + " cannot be listened on: " + failure.getMessage()
                        + " (expected: a free port); stop what uses it, or choose another with --grpc-port or "
                        + "gateway.grpc.port (0 = any free one)",
                failure);
    }
}
