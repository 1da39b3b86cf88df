package dev.sparkgate.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An Iceberg REST catalog over the warehouse of a Hadoop catalog, to read only; notes who asks for anything else. */
final class RestCatalogStub implements AutoCloseable {
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final Path warehouse;
    private final HttpServer server;

    RestCatalogStub(Path warehouse) throws IOException {
        this.warehouse = warehouse;
        this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/v1/", this::answer);
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the requests that were to change something. */
    List<String> refused() {
        return refused;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange call) throws IOException {
        String path = call.getRequestURI().getPath();
        if (!call.getRequestMethod().equals("GET") && !path.endsWith("/metrics")) {
            refused.add(call.getRequestMethod() + " " + path);
        }
        String body;
        try {
            body = call.getRequestMethod().equals("GET")
                    ? body(path.substring("/v1/".length()).split("/"))
                    : null;
        } catch (UncheckedIOException e) {
            body = null;
        }
        byte[] bytes = (body == null ? error(path) : body).getBytes(UTF_8);
        call.getResponseHeaders().add("content-type", "application/json");
        call.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    private String body(String[] parts) {
        if (parts[0].equals("config")) {
            return "{\"defaults\":{},\"overrides\":{}}";
        }
        if (parts.length == 1) {
            return "{\"namespaces\":[" + names(warehouse, "[\"%s\"]") + "]}";
        }
        Path namespace = warehouse.resolve(parts[1]);
        if (!Files.isDirectory(namespace)) {
            return null;
        }
        if (parts.length == 2) {
            return "{\"namespace\":[\"" + parts[1] + "\"],\"properties\":{}}";
        }
        if (parts.length == 3) {
            return "{\"identifiers\":[" + names(namespace, "{\"namespace\":[\"" + parts[1] + "\"],\"name\":\"%s\"}")
                    + "]}";
        }
        return table(namespace.resolve(parts[3]).resolve("metadata"));
    }

    private static String table(Path metadata) {
        try {
            String version =
                    Files.readString(metadata.resolve("version-hint.text")).strip();
            Path file = metadata.resolve("v" + version + ".metadata.json");
            return "{\"metadata-location\":\"file:" + file + "\",\"metadata\":" + Files.readString(file)
                    + ",\"config\":{}}";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String names(Path folder, String form) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory)
                    .map(child -> form.formatted(child.getFileName()))
                    .collect(Collectors.joining(","));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String error(String path) {
        String type = path.contains("/tables/") ? "NoSuchTableException" : "NoSuchNamespaceException";
        return "{\"error\":{\"message\":\"not found: " + path + "\",\"type\":\"" + type + "\",\"code\":404}}";
    }
}
