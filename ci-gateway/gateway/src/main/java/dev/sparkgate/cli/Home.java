package dev.sparkgate.cli;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The folder of caches and state: {@code SPARKGATE_HOME}, else {@code ~/.sparkgate}. */
record Home(Path folder) {
    static Home of(Map<String, String> environment, String userHome) {
        String named = environment.getOrDefault("SPARKGATE_HOME", "");
        if (!named.isEmpty()) {
            return new Home(Path.of(named).toAbsolutePath().normalize());
        }
        return new Home(personal(environment, userHome));
    }

    /** Returns {@code ~/.sparkgate}. {@code HOME} goes first: the JVM's {@code user.home} is what the password file says. */
    static Path personal(Map<String, String> environment, String userHome) {
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.isEmpty() ? userHome : home).toAbsolutePath().resolve(".sparkgate");
    }

    Path gateways() {
        return folder.resolve("gateways");
    }

    /** Returns where gateway {@code number} is registered while it lives. */
    Path record(int number) {
        return gateways().resolve(number + ".json");
    }

    /** Returns the state folder of gateway {@code number}. */
    Path slot(int number) {
        return gateways().resolve(Integer.toString(number));
    }

    /**
     * Makes the folders; only their owner may enter.
     *
     * @throws SparkgateException with {@link ErrorCode#STATE_UNAVAILABLE}
     */
    void create() {
        try {
            PrivateFiles.createFolder(gateways());
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.STATE_UNAVAILABLE,
                    "folder " + gateways() + " cannot be made: " + e
                            + " (expected: a folder that is yours); check its permissions, or name another one by"
                            + " SPARKGATE_HOME",
                    e);
        }
    }

    /** Returns the records that lie in the folder, live or not. */
    Stream<Path> records() throws IOException {
        if (!Files.isDirectory(gateways())) {
            return Stream.empty();
        }
        return Files.list(gateways())
                .filter(file -> file.getFileName().toString().matches("\\d+\\.json"))
                .sorted();
    }
}
