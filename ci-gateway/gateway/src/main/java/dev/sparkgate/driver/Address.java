package dev.sparkgate.driver;

import static java.util.Objects.requireNonNull;

/** Where something listens. */
public record Address(String host, int port) {
    public Address {
        requireNonNull(host, "host");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0-65535)");
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
