package dev.sparkgate.gateway;

import dev.sparkgate.driver.Address;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out early that a port is taken, before anything is started that would have to be stopped again. */
final class Ports {
    private Ports() {}

    static void checkFree(Address address, String what, String option, String setting) {
        if (address.port() == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.host(), address.port()));
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.PORT_IN_USE,
                    what + " address " + address + " cannot be listened on: " + e.getMessage()
                            + " (expected: a free port); stop what uses it, or choose another with " + option + " or "
                            + setting + " (0 = any free one)",
                    e);
        }
    }
}
