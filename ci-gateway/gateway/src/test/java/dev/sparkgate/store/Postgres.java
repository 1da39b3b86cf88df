package dev.sparkgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL server of a test's own, on a free port. */
public final class Postgres implements AutoCloseable {
    static final String PASSWORD = "test-of-sparkgate";
    private static final int NOT_INSTALLED = 69;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();
    private Process server;

    private Postgres(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts one; skips the test where none is installed, but on CI, where that is a failure. */
    public static Postgres start() throws IOException {
        // Not in a folder of JUnit's: the server may run as another user, who has to get there.
        Path folder = Files.createTempDirectory("sparkgate-postgres-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Postgres postgres = new Postgres(folder, free.getLocalPort());
            free.close();
            postgres.resume();
            return postgres;
        }
    }

    /** Starts it again after {@link #stop}: the same port, the same data. */
    public void resume() throws IOException {
        server = new ProcessBuilder(Path.of("../../testing/postgres/start").toString(), folder.toString(), "" + port)
                .inheritIO()
                .start();
        await().atMost(PATIENCE).until(() -> !server.isAlive() || answers());
        boolean missing = !server.isAlive() && server.exitValue() == NOT_INSTALLED;
        Assumptions.assumeFalse(missing && System.getenv("CI") == null, "PostgreSQL is not installed");
        assertThat(server.isAlive())
                .as("PostgreSQL runs; see %s/server.log", folder)
                .isTrue();
    }

    /** Ends it as a crash would. */
    public void stop() throws InterruptedException {
        server.destroyForcibly();
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Makes a database that nobody has used, and returns its JDBC URL, with the password. */
    public String database() throws SQLException {
        String name = "test" + databases.incrementAndGet();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=sparkgate&password=" + PASSWORD;
    }

    @Override
    public void close() throws IOException {
        server.destroy();
        try {
            if (!server.waitFor(30, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dev.sparkgate.file.FileTree.delete(folder);
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/sparkgate?connectTimeout=5", "sparkgate", PASSWORD);
    }
}
