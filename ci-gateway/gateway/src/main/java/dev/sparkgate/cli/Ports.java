package dev.sparkgate.cli;

import dev.sparkgate.driver.Address;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.gateway.config.GatewayConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether the ports of a configuration are free, so that the message can name the option that mends it. */
final class Ports {
    private Ports() {}

    static void check(GatewayConfig config) {
        check("gRPC", config.grpc().address(), "--grpc-port");
        check("HTTP", config.http().address(), "--http-port");
    }

    private static void check(String what, Address address, String option) {
        if (address.port() == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true); // a port in TIME_WAIT is free
            probe.bind(new InetSocketAddress(address.host(), address.port()));
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.PORT_IN_USE,
                    what + " address " + address + " cannot be bound: " + e.getMessage()
                            + " (expected: a free port); choose another with " + option
                            + " N (0 = any free one), or end what listens there ('sparkgate down' for a gateway)",
                    e);
        }
    }
}
