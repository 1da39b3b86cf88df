package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Goes through a {@code run} against itself, so that a class-data sharing archive made at the end of this process holds what
 * a {@code run} loads.
 */
@Command(name = "rehearse", hidden = true, description = "Rehearses a run, for a class-data sharing archive.")
final class RehearseCommand implements Callable<Integer> {
    private static final String LEASE =
            "{\"id\":\"rehearsal\",\"state\":\"ACTIVE\",\"secret\":\"-\",\"remote\":\"sc://127.0.0.1:1/;x=y\",\"environment\":\"local\"}";

    private final Surroundings surroundings;

    RehearseCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", RehearseCommand::answer);
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            CommandLines.execute(surroundings, List.of("run", "--gateway", url, "--", "true"));
            CommandLines.execute(surroundings, List.of("list", "--gateway", url));
            return CommandLines.execute(surroundings, List.of("version"));
        } finally {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean list = exchange.getRequestMethod().equals("GET");
        byte[] body = (list ? "{\"leases\":[]}" : LEASE).getBytes(StandardCharsets.UTF_8);
        boolean gone = exchange.getRequestMethod().equals("DELETE");
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(gone ? 204 : 200, gone ? -1 : body.length);
        if (!gone) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
