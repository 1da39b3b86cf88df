package dev.sparkgate.junit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The lease part of a gateway's HTTP API, with every call written down. */
final class StubGateway implements AutoCloseable {
    static final Instant EXPIRY = Instant.parse("2030-01-01T00:00:00Z");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<JsonFields> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> idsByKey = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile String remoteBase = "sc://127.0.0.1:1/";
    private volatile int queuedAnswers;
    private volatile String endedWith = "";
    private volatile int refusalStatus;
    private volatile String refusalBody = "";
    private volatile boolean hangUpOnAcquire;

    StubGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Lets leases lead to a Spark Connect server. */
    StubGateway remote(String base) {
        remoteBase = base;
        return this;
    }

    StubGateway queueFor(int answers) {
        queuedAnswers = answers;
        return this;
    }

    StubGateway endQueuedWith(String reason) {
        endedWith = reason;
        return this;
    }

    StubGateway refuse(int status, String body) {
        refusalStatus = status;
        refusalBody = body;
        return this;
    }

    StubGateway hangUpOnAcquire() {
        hangUpOnAcquire = true;
        return this;
    }

    /** Returns the calls as {@code METHOD PATH}, but for health checks. */
    List<String> calls() {
        return calls;
    }

    List<String> authorizations() {
        return authorizations;
    }

    List<JsonFields> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().toString();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (path.equals("/healthz")) {
            send(exchange, 200, "ok");
            return;
        }
        calls.add(method + " " + path);
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (method.equals("DELETE")) {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            return;
        }
        if (method.equals("GET")) {
            boolean stillQueued = queuedAnswers-- > 1;
            String state = stillQueued ? "QUEUED" : endedWith.isEmpty() ? "ACTIVE" : "ENDED";
            send(exchange, 200, lease(path.replaceAll("\\?.*", "").replaceAll(".*/", ""), state, false));
            return;
        }
        JsonFields request = JsonFields.parse(body);
        requests.add(request);
        if (path.endsWith("/extend")) {
            send(exchange, 200, lease("L1", "ACTIVE", false));
            return;
        }
        if (hangUpOnAcquire) {
            exchange.close();
            return;
        }
        if (refusalStatus != 0) {
            send(exchange, refusalStatus, refusalBody);
            return;
        }
        acquire(exchange, request);
    }

    private void acquire(HttpExchange exchange, JsonFields request) throws IOException {
        boolean again = idsByKey.containsKey(request.required("key"));
        String id = idsByKey.computeIfAbsent(request.required("key"), key -> "L" + count.incrementAndGet());
        boolean queued = queuedAnswers > 0;
        send(exchange, queued ? 202 : again ? 200 : 201, lease(id, queued ? "QUEUED" : "ACTIVE", !queued));
    }

    private String lease(String id, String state, boolean withSecret) {
        Map<String, Object> lease = new LinkedHashMap<>();
        lease.put("id", id);
        lease.put("state", state);
        if (state.equals("ENDED")) {
            lease.put("reason", "FAILED");
            lease.put("problem", Map.of("code", endedWith, "detail", "no driver became free within PT5M"));
        }
        if (withSecret) {
            lease.put("secret", "secret-" + id);
            lease.put("remote", remoteBase + ";x-sparkgate-lease=secret-" + id);
        }
        lease.put("namespace", "sjns-test-" + id);
        lease.put("environment", "test");
        lease.put("expiresAt", EXPIRY.toString());
        return Json.write(lease);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Returns the ids of leases that were acquired and not released since. */
    List<String> unreleased() {
        List<String> ids = new ArrayList<>(idsByKey.values());
        calls.stream()
                .filter(call -> call.startsWith("DELETE"))
                .map(call -> call.replaceAll(".*/", ""))
                .forEach(ids::remove);
        return ids;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
