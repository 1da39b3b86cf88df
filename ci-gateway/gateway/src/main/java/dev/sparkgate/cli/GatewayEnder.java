package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.file.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Ends a gateway of this machine: politely, then by force. */
final class GatewayEnder {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Home home;

    GatewayEnder(Home home) {
        this.home = requireNonNull(home, "home");
    }

    /** Ends it and waits until it is gone; returns false when force was needed. */
    boolean end(GatewayRecord record, Duration patience) {
        Optional<ProcessHandle> process = record.process().find();
        if (process.isEmpty()) {
            return true;
        }
        process.get().destroy();
        if (isGone(record, patience)) {
            return true;
        }
        process.get().destroyForcibly();
        isGone(record, Duration.ofSeconds(5));
        removeLeftovers(record);
        return false;
    }

    private static boolean isGone(GatewayRecord record, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (record.process().find().isPresent()) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                Thread.sleep(LOOK.toMillis()); // a process of others tells nobody of its end
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return true;
    }

    private void removeLeftovers(GatewayRecord record) {
        try (FileChannel claims = Slots.exclusive(home);
                Stream<Path> files = home.records()) {
            for (Path file : files.toList()) {
                if (GatewayRecord.read(file).equals(Optional.of(record))) {
                    Files.deleteIfExists(file);
                    String name = file.getFileName().toString();
                    int number = Integer.parseInt(name.substring(0, name.length() - ".json".length()));
                    if (record.ephemeral()) {
                        FileTree.delete(home.slot(number));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
