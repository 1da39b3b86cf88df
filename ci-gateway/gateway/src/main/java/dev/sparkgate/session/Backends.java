package dev.sparkgate.session;

import dev.sparkgate.connect.EventLoops;
import dev.sparkgate.driver.Driver;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The ways to all drivers: one each, by driver id. */
public final class Backends implements AutoCloseable {
    /** Spark servers up to 4.2 send GOAWAY to clients that ping more often than every five minutes. */
    private static final long KEEP_ALIVE_MINUTES = 6;

    private static final int MAX_METADATA_BYTES = 64 << 10;

    private final Map<String, Backend> byDriver = new ConcurrentHashMap<>();
    private final List<Consumer<Backend>> closings = new CopyOnWriteArrayList<>();
    private final EventLoops loops;
    private final int maxMessageBytes;

    /**
     * Opens channels on {@code loops}.
     *
     * @param maxMessageBytes the largest message let through
     */
    public Backends(EventLoops loops, int maxMessageBytes) {
        this.loops = loops;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Has {@code closing} told of every driver that is gone. */
    public void onClose(Consumer<Backend> closing) {
        closings.add(closing);
    }

    /** Opens a channel to a driver; the connection itself is made at the first call. */
    public Backend open(Driver driver, String token) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        driver.address().host(), driver.address().port())
                .usePlaintext()
                .directExecutor()
                .eventLoopGroup(loops.work())
                .channelType(loops.channel())
                .maxInboundMessageSize(maxMessageBytes)
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .keepAliveTime(KEEP_ALIVE_MINUTES, TimeUnit.MINUTES)
                .disableRetry()
                .build();
        Backend backend = new Backend(driver, channel, token);
        byDriver.put(driver.id(), backend);
        return backend;
    }

    /** Returns the way to a driver, if it is still of that generation. */
    public Optional<Backend> find(String driverId, String generation) {
        return Optional.ofNullable(byDriver.get(driverId))
                .filter(backend -> backend.driver().generation().equals(generation));
    }

    /** Closes the channel to a driver that is gone; what is in flight fails as UNAVAILABLE. */
    public void close(String driverId) {
        Backend backend = byDriver.remove(driverId);
        if (backend != null) {
            backend.close();
            closings.forEach(closing -> closing.accept(backend));
        }
    }

    @Override
    public void close() {
        byDriver.keySet().forEach(this::close);
    }
}
