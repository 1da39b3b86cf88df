package dev.sparkgate.gateway;

import dev.sparkgate.driver.Address;
import dev.sparkgate.gateway.config.GatewayConfig;
import dev.sparkgate.http.ReloadReport;
import java.util.List;

/** A running gateway: everything wired, listening, with its drivers on their way. */
public final class Gateway implements AutoCloseable {
    private final GatewayParts parts;

    private Gateway(GatewayParts parts) {
        this.parts = parts;
    }

    /**
     * Starts a gateway; returns when it listens. Its first drivers may still be starting.
     *
     * @throws dev.sparkgate.error.SparkgateException when it cannot; then nothing of it is left running
     */
    public static Gateway start(GatewayConfig config, GatewayOptions options) {
        return new Gateway(GatewayParts.start(config, options));
    }

    public Address grpcAddress() {
        return parts.grpcAddress();
    }

    public Address httpAddress() {
        return parts.httpAddress();
    }

    /** Returns the environments it serves, by name. */
    public List<String> environments() {
        return parts.reload().running().environments().keySet().stream()
                .sorted()
                .toList();
    }

    /**
     * Reads the configuration again and goes by it; running leases are untouched.
     *
     * @throws dev.sparkgate.error.SparkgateException when it cannot; then nothing has changed
     */
    public ReloadReport reload() {
        return parts.reload().reload();
    }

    /** Has {@code listener} called when a reload has changed anything. */
    public void onReload(Runnable listener) {
        parts.reload().onChange(listener);
    }

    /** Blocks until its TTL or idle time is over, or it was closed. */
    public void awaitEnd() throws InterruptedException {
        parts.lifetime().await();
    }

    /** Ends all leases and drivers, stops listening, and removes what is not meant to stay. */
    @Override
    public void close() {
        parts.close();
    }
}
