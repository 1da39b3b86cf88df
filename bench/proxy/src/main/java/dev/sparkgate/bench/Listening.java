package dev.sparkgate.bench;

import io.grpc.Server;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells where a server listens, and stays until it ends. */
final class Listening {
    private Listening() {}

    static int on(Server server) throws InterruptedException {
        // A reader that cancels is part of the load, and grpc-java has a stack trace for each.
        Logger.getLogger("").setLevel(Level.SEVERE);
        System.out.println(server.getPort());
        server.awaitTermination();
        return 0;
    }
}
