package dev.sparkgate.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Finds the gateways that run on this machine, by the records that they keep. */
final class GatewayRecords {
    private final Path folder;
    private final Predicate<GatewayAddress> answers;

    /** @param answers asks a gateway whether it is well */
    GatewayRecords(Path home, Predicate<GatewayAddress> answers) {
        this.folder = home.resolve("gateways");
        this.answers = answers;
    }

    Path folder() {
        return folder;
    }

    /** Returns the live gateways, the oldest first. */
    List<GatewayRecord> live() {
        List<GatewayRecord> records = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            files.forEach(file -> GatewayRecord.read(file).ifPresent(records::add));
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        records.removeIf(record -> !record.hasProcess() || !answers.test(record.address()));
        records.sort(Comparator.comparing(GatewayRecord::startedAt));
        return records;
    }
}
