package dev.sparkgate.gateway;

import static org.awaitility.Awaitility.await;

import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.ProgressListener;
import dev.sparkgate.driver.process.SparkRuntimes;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Spark's own Connect server, started as its users do, with nothing of Sparkgate in it. */
final class PlainSparkServer implements AutoCloseable {
    /** Kept between runs: what is in it is resolved from Maven once. */
    private static final Path HOME = Path.of("target", "it-home").toAbsolutePath();

    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar");

    private final Path folder;
    private final String token;
    private final Address address;
    private Process process;

    private PlainSparkServer(Path folder, String token, Address address) throws IOException {
        this.folder = folder;
        this.token = token;
        this.address = address;
        this.process = launch();
    }

    /** Starts one on a free port of loopback; an empty {@code token} is not asked for. */
    static PlainSparkServer start(Path folder, String token) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Address address = new Address("127.0.0.1", free.getLocalPort());
            free.close();
            PlainSparkServer server = new PlainSparkServer(folder, token, address);
            server.awaitListening();
            return server;
        }
    }

    Address address() {
        return address;
    }

    /** Kills it and starts it anew on the same port. */
    void restart() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        process = launch();
        awaitListening();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitListening() {
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("server ended: see " + folder.resolve("server.log"));
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address.host(), address.port()), 500);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        Map.of(
                        "spark.master", "local[1]",
                        "spark.ui.enabled", "false",
                        "spark.driver.host", "127.0.0.1",
                        "spark.driver.bindAddress", "127.0.0.1",
                        "spark.sql.warehouse.dir", folder.resolve("warehouse").toString(),
                        "spark.connect.grpc.binding.address", address.host(),
                        "spark.connect.grpc.binding.port", String.valueOf(address.port()))
                .forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + folder));
        command.add("-cp");
        command.add(new SparkRuntimes(HOME, System.getenv())
                .locate("4.1", ProgressListener.NONE).classPath().stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        command.add("org.apache.spark.sql.connect.service.SparkConnectServer");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()));
        if (!token.isEmpty()) {
            builder.environment().put("SPARK_CONNECT_AUTHENTICATE_TOKEN", token);
        }
        return builder.start();
    }
}
