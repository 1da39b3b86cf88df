package dev.sparkgate.driver.runtime;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;

/** A real driver in a JVM of its own, on the class path of the tests, launched as the gateway does it. */
final class DriverProcess implements AutoCloseable {
    final Path folder;
    final Process process;

    private DriverProcess(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static DriverProcess launch(Path folder, String settings) throws IOException {
        Files.createDirectories(folder.resolve("tmp"));
        Files.writeString(folder.resolve("spark.properties"), "spark.master=local[2]\n" + settings);
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split("\\s+")));
        command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(DriverMain.class.getName(), folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.resolve("tmp").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("driver.log").toFile()));
        builder.environment().put("SPARKGATE_DRIVER_GENERATION", "g1");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return new DriverProcess(folder, builder.start());
    }

    static void own(Path folder, ProcessHandle owner) throws IOException {
        Files.createDirectories(folder);
        long start = owner.info().startInstant().orElseThrow().toEpochMilli();
        Files.writeString(folder.resolve("owner"), owner.pid() + " " + start);
    }

    /** Waits until the driver has announced itself, and returns what it says. */
    Properties facts() throws IOException {
        Path file = folder.resolve("driver.properties");
        await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(file) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("driver has ended: " + log());
        }
        Properties facts = new Properties();
        facts.load(new StringReader(Files.readString(file)));
        return facts;
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("driver.log"));
    }

    /** Waits for its end, and returns its exit status. */
    int ended() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("driver " + process.pid() + " is still alive");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
