package dev.sparkgate.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** What a running gateway writes about itself into {@code $SPARKGATE_HOME/gateways/N.json}. */
record GatewayRecord(
        GatewayAddress address, long pid, Instant startedAt, String version, String user, List<String> environments) {
    // A process's start is known to the tick of its system clock only, and the two sides may round it differently.
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    /** Reads a record; empty when the file is gone, half written or not ours to read. */
    static Optional<GatewayRecord> read(Path file) {
        try {
            JsonFields json = JsonFields.parse(Files.readString(file));
            return Optional.of(new GatewayRecord(
                    GatewayAddress.parse(json.required("http"), true),
                    json.number("pid", -1),
                    Instant.parse(json.required("startedAt")),
                    json.text("version", ""),
                    json.text("user", ""),
                    json.texts("environments")));
        } catch (IOException | IllegalArgumentException | DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }

    /** Says whether the process that wrote the record still runs; a later one with its number doesn't count. */
    boolean hasProcess() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().startInstant())
                .map(start -> Duration.between(start, startedAt).abs().compareTo(START_TOLERANCE) <= 0)
                .orElse(false);
    }
}
