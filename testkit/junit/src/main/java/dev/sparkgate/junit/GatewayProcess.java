package dev.sparkgate.junit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A run of {@code sparkgate up --json}: waits for its line, keeps its last words, ends it. */
final class GatewayProcess implements AutoCloseable {
    // The first start on a machine may build or download what it needs.
    private static final Duration READY_LIMIT = Duration.ofMinutes(10);
    private static final Duration LAST_WORDS_LIMIT = Duration.ofSeconds(2);
    private static final Duration END_LIMIT = Duration.ofSeconds(15);

    private final List<String> command;
    private final Process process;
    private final LastLines words = new LastLines();
    private final CompletableFuture<String> readyLine = new CompletableFuture<>();
    // Closed when the process has nothing more to say on stderr.
    private final CountDownLatch silence = new CountDownLatch(1);

    private GatewayProcess(List<String> command, Process process) {
        this.command = command;
        this.process = process;
    }

    /** What the gateway says when it is ready. */
    record Ready(GatewayAddress address, String remote, List<String> environments) {
        static Ready parse(String line) {
            JsonFields json = JsonFields.parse(line);
            return new Ready(
                    GatewayAddress.parse(json.required("http"), true),
                    json.required("remote"),
                    json.texts("environments"));
        }
    }

    static GatewayProcess start(Path launcher, List<String> arguments, Surroundings surroundings) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        prepare(builder.environment(), surroundings);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            GatewayProcess gateway = new GatewayProcess(List.copyOf(command), process);
            gateway.follow("sparkgate-up-stdout", process.inputReader(StandardCharsets.UTF_8), gateway::readOutput);
            gateway.follow("sparkgate-up-stderr", process.errorReader(StandardCharsets.UTF_8), gateway::readErrors);
            return gateway;
        } catch (IOException e) {
            throw new SparkGatewayException(
                    "GATEWAY_START_FAILED",
                    "start of a gateway failed: " + launcher + " can't be run: " + e.getMessage()
                            + " (expected: Sparkgate's launcher); check SPARKGATE_BIN",
                    e);
        }
    }

    private static void prepare(Map<String, String> environment, Surroundings surroundings) {
        environment.put("SPARKGATE_HOME", surroundings.home().toString());
        // The JVM of the tests is a good one for the gateway as well, and may be the only one here.
        environment.putIfAbsent("JAVA_HOME", surroundings.properties().getOrDefault("java.home", ""));
    }

    /** Waits until the gateway is ready; ends it if that fails. */
    Ready awaitReady() {
        try {
            return Ready.parse(readyLine.get(READY_LIMIT.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException silent) {
            throw failed("it ended with " + exitStatus() + " before it was ready", silent);
        } catch (TimeoutException e) {
            throw failed("it is still starting after " + READY_LIMIT.toSeconds() + " s", e);
        } catch (IllegalArgumentException e) {
            throw failed("its answer " + readyLine.getNow("") + " is not understood: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new SparkGatewayException("INTERRUPTED", "the start of a gateway was interrupted", e);
        }
    }

    @Override
    public void close() {
        if (!process.isAlive()) {
            return;
        }
        // Before the signal: an orphan is no descendant any more.
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        boolean ended = awaitEnd(END_LIMIT);
        children.forEach(ended ? ProcessHandle::destroy : ProcessHandle::destroyForcibly);
        if (!ended) {
            process.destroyForcibly();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private SparkGatewayException failed(String how, Throwable cause) {
        close();
        await(limit -> silence.await(limit.toMillis(), TimeUnit.MILLISECONDS), LAST_WORDS_LIMIT);
        return new SparkGatewayException(
                "GATEWAY_START_FAILED",
                "start of a gateway failed: " + how + ": " + String.join(" ", command) + words.quoted(),
                cause);
    }

    private String exitStatus() {
        return awaitEnd(Duration.ofSeconds(5)) ? "status " + process.exitValue() : "its output closed";
    }

    private boolean awaitEnd(Duration limit) {
        return await(most -> process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS), limit);
    }

    private interface Wait {
        boolean upTo(Duration limit) throws InterruptedException;
    }

    /** Waits even in an interrupted thread: ending a process in order is what it is interrupted for. */
    private static boolean await(Wait wait, Duration limit) {
        boolean interrupted = Thread.interrupted();
        try {
            return wait.upTo(limit);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void follow(String name, BufferedReader lines, LineReader reader) {
        Thread thread = new Thread(
                () -> {
                    try (lines) {
                        reader.read(lines);
                    } catch (IOException | UncheckedIOException closed) {
                        readyLine.completeExceptionally(closed);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private interface LineReader {
        void read(BufferedReader lines) throws IOException;
    }

    private void readOutput(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("{")) {
                readyLine.complete(line);
            } else {
                words.add(line);
            }
        }
        readyLine.completeExceptionally(new IOException("no line of JSON"));
    }

    private void readErrors(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            words.add(line);
        }
        silence.countDown();
    }
}
