package dev.sparkgate.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Grants one lease to everybody over real HTTP, and remembers what it was asked. */
final class FakeGateway implements AutoCloseable {
    static final String SECRET = "s3cret";
    static final String LEASE = "{\"id\":\"l1\",\"state\":\"ACTIVE\",\"secret\":\"" + SECRET
            + "\",\"remote\":\"sc://127.0.0.1:15002/;x-sparkgate-lease=" + SECRET
            + "\",\"namespace\":\"sjns-a-test-l1\",\"environment\":\"test\",\"team\":\"a\",\"user\":\"it's me\",\"waitedMs\":12}";

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile String answer = LEASE;
    private volatile int status = 201;

    FakeGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns what was called, as {@code METHOD /path?query}, in order. */
    List<String> calls() {
        return calls;
    }

    List<String> bodies() {
        return bodies;
    }

    void refuse(int refusal, String code, String detail) {
        status = refusal;
        answer = "{\"code\":\"" + code + "\",\"detail\":\"" + detail + "\"}";
    }

    private void handle(HttpExchange exchange) throws IOException {
        calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (exchange.getRequestMethod().equals("DELETE")) {
            exchange.sendResponseHeaders(204, -1);
        } else {
            boolean page = "text/html".equals(exchange.getRequestHeaders().getFirst("Accept"));
            byte[] body = (page ? "<p>text/html</p>" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("GET") ? 200 : status, body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
