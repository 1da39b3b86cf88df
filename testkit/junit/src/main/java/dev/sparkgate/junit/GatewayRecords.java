package dev.sparkgate.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

    /** Returns the live gateways, in the order of their files. */
    List<GatewayRecord> live() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(GatewayRecord::read)
                    .flatMap(Optional::stream)
                    .filter(GatewayRecord::hasProcess)
                    .filter(record -> answers.test(record.address()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
