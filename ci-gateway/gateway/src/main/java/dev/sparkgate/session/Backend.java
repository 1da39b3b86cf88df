package dev.sparkgate.session;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.ConnectClient;
import dev.sparkgate.driver.Driver;
import io.grpc.ManagedChannel;
import io.netty.util.AsciiString;

/** An open way to a driver of one generation. */
public final class Backend {
    private final Driver driver;
    private final ManagedChannel channel;
    private final String token;
    private final AsciiString bearer;
    private final AsciiString authority;
    private final ConnectClient client;

    /** Leads to a driver; {@code channel} is for the gateway's own calls. */
    public Backend(Driver driver, ManagedChannel channel, String token) {
        this.driver = requireNonNull(driver, "driver");
        this.channel = requireNonNull(channel, "channel");
        this.token = requireNonNull(token, "token");
        this.bearer = AsciiString.of("Bearer " + token);
        this.authority = AsciiString.of(driver.address().toString());
        this.client = new ConnectClient(channel, token);
    }

    public Driver driver() {
        return driver;
    }

    /** Returns what tells this driver's generation from all others. */
    public String key() {
        return driver.id() + "/" + driver.generation();
    }

    /** Returns the driver's private token; empty when it wants none. */
    public String token() {
        return token;
    }

    /** Returns the token as an {@code authorization} header has it. */
    public AsciiString bearer() {
        return bearer;
    }

    /** Returns the driver's {@code host:port}. */
    public AsciiString authority() {
        return authority;
    }

    /** Returns the gateway's own client of the driver. */
    public ConnectClient client() {
        return client;
    }

    void close() {
        channel.shutdownNow();
    }
}
