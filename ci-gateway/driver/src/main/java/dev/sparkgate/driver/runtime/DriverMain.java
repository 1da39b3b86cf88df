package dev.sparkgate.driver.runtime;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.connect.service.SparkConnectServer;

/**
 * Runs a Spark Connect server in the driver's folder that is its only argument.
 *
 * <p>The folder holds {@code spark.properties} (every Spark setting) and {@code owner} (the gateway process); the driver
 * adds {@code driver.properties} (where it listens), {@code driver.log} and {@code tmp/}. SIGTERM ends it politely, and so
 * does the end of its owner after a grace of {@code sparkgate.driver.grace-seconds} (60).
 */
public final class DriverMain {
    private static final long LOG_SIZE = 5 << 20;
    private static final int OLD_LOGS = 3;

    private DriverMain() {}

    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("driver did not start: " + args.length + " arguments (expected: the driver's folder)");
            System.exit(2);
        }
        DriverFolder folder = new DriverFolder(Path.of(args[0]).toAbsolutePath());
        try {
            redirectOutput(folder);
            // Before anything of Hadoop or Spark is touched: the first of their classes configures logging by them.
            SparkSettings.apply(folder.sparkProperties(), folder, System.getProperties());
            DriverEnd.register(folder);
            Files.createDirectories(folder.scratch());
            OwnerPatrol.start(folder);
            SparkConnectServer.main(new String[0]);
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            System.err.println("driver did not start: " + rootCause(e));
            DriverEnd.removeTraces(folder);
            System.exit(1);
        }
    }

    private static void redirectOutput(DriverFolder folder) throws IOException {
        PrintStream log =
                new PrintStream(new RotatingLog(folder.log(), LOG_SIZE, OLD_LOGS), true, StandardCharsets.UTF_8);
        System.setOut(log);
        System.setErr(log);
    }

    private static Throwable rootCause(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return cause == null ? thrown : rootCause(cause);
    }
}
