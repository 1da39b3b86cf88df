package dev.sparkgate.proxy;

import dev.sparkgate.auth.Principal;
import dev.sparkgate.connect.EventLoops;
import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.session.Backend;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** The proxy between two leases and a driver that a test plays. */
final class ProxyHouse implements AutoCloseable {
    static final int MAX_MESSAGE = 1 << 20;

    final RecordingDriver driver;
    final TestLeases leases;
    final TestReports reports = new TestReports();
    final CallRecords records = new CallRecords();
    final ProxyServer proxy;
    private final EventLoops loops;
    private final ManagedChannel channel;

    ProxyHouse() {
        this(new RecordingDriver(), headers -> Principal.ANYBODY, 2);
    }

    ProxyHouse(Http2Settings driverSettings) {
        this(new RecordingDriver(driverSettings), headers -> Principal.ANYBODY, 1);
    }

    /** Serves with {@code threads} event loops, and has {@code principals} say who calls. */
    ProxyHouse(RecordingDriver driver, Function<Http2Headers, Principal> principals, int threads) {
        this.driver = driver;
        loops = EventLoops.open(
                threads, new DefaultThreadFactory("test-accept", true), new DefaultThreadFactory("test-loop", true));
        Address address = driver.address();
        channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .build();
        Driver made = new Driver("driver-1", "default", "laptop", address, "generation", "4.1.2", null, Instant.EPOCH);
        leases = new TestLeases(new Backend(made, channel, RecordingDriver.TOKEN));
        proxy = ProxyServer.start(
                new Address("127.0.0.1", 0),
                loops,
                new ProxyContext(
                        leases,
                        new RequestHeaders(Map.of()),
                        principals,
                        reports,
                        records,
                        Tracing.OFF,
                        MAX_MESSAGE,
                        new InFlight()));
    }

    RawClient client() {
        return new RawClient(proxy.address());
    }

    int openCalls() {
        return proxy.openCalls();
    }

    /** Waits until no call is open any more, on either side. */
    void awaitNoCalls() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> proxy.openCalls() == 0);
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> leases.inFlight.get() == 0);
    }

    @Override
    public void close() {
        proxy.close();
        channel.shutdownNow();
        driver.close();
        loops.close();
    }
}
