package dev.sparkgate.gateway;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what runs inside a driver's JVM: in the distribution, {@code driver/} beside the gateway's {@code lib/}. */
final class DriverJar {
    private static final String OVERRIDE = "sparkgate.driver.jar";

    private DriverJar() {}

    static Path find() {
        String given = System.getProperty(OVERRIDE);
        if (given != null) {
            return Path.of(given);
        }
        try {
            Path own = Path.of(DriverJar.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path folder = own.resolveSibling("../driver").normalize();
            Optional<Path> jar = in(folder);
            if (jar.isPresent()) {
                return jar.get();
            }
            throw new SparkgateException(
                    ErrorCode.DRIVER_START_FAILED,
                    "the driver's jar is not in " + folder
                            + " (expected: sparkgate-driver-*.jar); install Sparkgate again, or " + "name it with -D"
                            + OVERRIDE + "=FILE");
        } catch (URISyntaxException | IOException e) {
            throw new SparkgateException(ErrorCode.DRIVER_START_FAILED, "the driver's jar cannot be found: " + e, e);
        }
    }

    private static Optional<Path> in(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("sparkgate-driver-.*\\.jar"))
                    .findFirst();
        }
    }
}
