package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts a gateway as a process of its own, in the background, and waits until it is ready. */
final class GatewayStarter {
    /** Names the file for stdout and stderr of a gateway in the background; it moves the file into its folder. */
    static final String OUTPUT_VARIABLE = "SPARKGATE_OUTPUT";

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(15);
    /** Of a lease around us; Spark itself would act upon some of them. */
    private static final List<String> NOT_FOR_GATEWAYS = List.of(
            "SPARK_REMOTE",
            "SPARK_CONNECT_GATEWAY",
            "SPARK_CONNECT_TEAM",
            "SPARK_CONNECT_ENV",
            "SPARK_CONNECT_USER",
            "SPARK_CONNECT_AUTHENTICATE_TOKEN",
            "SPARKGATE_URL",
            "SPARKGATE_LEASE_ID",
            "SPARKGATE_LEASE_SECRET",
            "SPARKGATE_NAMESPACE");

    private final Surroundings surroundings;
    private volatile @Nullable Process starting;

    GatewayStarter(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    /** A gateway that did not start; it has said why, in {@code output}. */
    record Failure(int status, String output) {}

    /** What came of a start: one of both. */
    record Outcome(Optional<GatewayRecord> record, Optional<Failure> failure) {}

    /**
     * Starts one unless {@code find} finds one, looked for again after everybody else who starts one is done.
     *
     * @param before done before the start, while others wait
     */
    Target startOnce(
            Supplier<Optional<Target>> find, Runnable before, List<String> options, Map<String, String> variables)
            throws InterruptedException {
        surroundings.home().create();
        try (FileChannel lock = FileLocks.acquire(
                surroundings.home().gateways().resolve(".start"),
                () -> surroundings.say("waiting for another sparkgate that starts a gateway"))) {
            Optional<Target> found = find.get();
            if (found.isPresent()) {
                return found.get();
            }
            before.run();
            Outcome outcome = start(options, variables);
            return Target.local(
                    outcome.record()
                            .orElseThrow(
                                    () -> GatewayFailure.of(outcome.failure().orElseThrow())),
                    true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one with the options of {@code up}. */
    Outcome start(List<String> options, Map<String, String> variables) throws InterruptedException, IOException {
        surroundings.home().create();
        Path folder = surroundings.home().gateways();
        Path output = folder.resolve(".start-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".out");
        // Opened before: the gateway moves the file, or removes it with all else when it fails.
        try (StartOutput reader = StartOutput.create(output)) {
            Process process = launch(options, variables, output.toFile());
            starting = process;
            Optional<GatewayRecord> record = awaitRecord(process, reader);
            if (record.isPresent()) {
                return new Outcome(record, Optional.empty());
            }
            return new Outcome(Optional.empty(), Optional.of(new Failure(process.exitValue(), reader.text())));
        } finally {
            starting = null;
            java.nio.file.Files.deleteIfExists(output);
        }
    }

    /** Ends a gateway that is not ready yet; does nothing when there is none. */
    void cancel() {
        Process process = starting;
        if (process != null) {
            process.destroy();
        }
    }

    private Process launch(List<String> options, Map<String, String> variables, File output) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("up"));
        arguments.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(
                Installation.inOwnSession(Installation.command(arguments), surroundings.environment()));
        builder.environment().keySet().removeAll(NOT_FOR_GATEWAYS);
        builder.environment().putAll(variables);
        builder.environment().put("SPARKGATE_HOME", surroundings.home().folder().toString());
        builder.environment().put(OUTPUT_VARIABLE, output.toString());
        builder.directory(surroundings.home().folder().toFile()); // keeps nobody's folder busy
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output));
        builder.redirectErrorStream(true);
        return builder.start();
    }

    private Optional<GatewayRecord> awaitRecord(Process process, StartOutput output)
            throws InterruptedException, IOException {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            if (process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            Optional<GatewayRecord> record = recordOf(process.pid());
            if (record.isPresent()) {
                return record;
            }
        }
        process.destroyForcibly().waitFor();
        throw new SparkgateException(
                ErrorCode.GATEWAY_UNREACHABLE,
                "gateway was still starting after " + READY_TIMEOUT.toSeconds()
                        + "s and was ended (expected: a few seconds); it wrote:\n" + output.text());
    }

    private Optional<GatewayRecord> recordOf(long pid) throws IOException {
        try (Stream<Path> files = surroundings.home().records()) {
            return files.map(GatewayRecord::read)
                    .flatMap(Optional::stream)
                    .filter(record -> record.process().pid() == pid)
                    .filter(record -> record.process().find().isPresent())
                    .findFirst();
        }
    }
}
