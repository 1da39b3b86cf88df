package dev.sparkgate.session;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.ConnectClient;
import dev.sparkgate.driver.Driver;
import io.grpc.ManagedChannel;

/** An open way to a driver. */
public record Backend(Driver driver, ManagedChannel channel, String token, ConnectClient client) {
    public Backend {
        requireNonNull(driver, "driver");
        requireNonNull(channel, "channel");
        requireNonNull(token, "token");
        requireNonNull(client, "client");
    }
}
