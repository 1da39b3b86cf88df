package dev.sparkgate.gateway;

import dev.sparkgate.driver.Address;
import dev.sparkgate.gateway.config.GatewayConfig;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A running gateway. */
public final class Gateway implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final GatewayConfig config;

    private Gateway(GatewayConfig config) {
        this.config = config;
    }

    public static Gateway start(GatewayConfig config, GatewayOptions options) {
        return new Gateway(config);
    }

    public Address grpcAddress() {
        return config.grpc().address();
    }

    public Address httpAddress() {
        return config.http().address();
    }

    public List<String> environments() {
        return List.copyOf(config.environments().keySet());
    }

    public void awaitEnd() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
