package dev.sparkgate.junit;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the {@code sparkgate} command, and remembers where it looked. */
final class LauncherFinder {
    private final Surroundings surroundings;
    private final @Nullable Path ownJar;
    private final List<String> tried = new ArrayList<>();

    LauncherFinder(Surroundings surroundings) {
        this(surroundings, ownJar());
    }

    /** @param ownJar where this class comes from; null when that is not known */
    LauncherFinder(Surroundings surroundings, @Nullable Path ownJar) {
        this.surroundings = surroundings;
        this.ownJar = ownJar;
    }

    /** @throws SparkGatewayException listing all places in which it is not */
    Path find() {
        Path launcher = given();
        if (launcher == null) {
            launcher = distributed();
        }
        if (launcher == null) {
            launcher = inCheckout();
        }
        if (launcher == null) {
            launcher = onPath();
        }
        if (launcher != null) {
            return launcher;
        }
        throw new SparkGatewayException(
                "LAUNCHER_NOT_FOUND",
                "no gateway runs and none can be started: no sparkgate command found (tried: "
                        + String.join("; ", tried)
                        + "); set SPARKGATE_URL to a gateway, or SPARKGATE_BIN to the command");
    }

    private @Nullable Path given() {
        String given = surroundings.setting("SPARKGATE_BIN");
        if (given == null) {
            tried.add("SPARKGATE_BIN: not set");
            return null;
        }
        Path path = surroundings.workingFolder().resolve(given);
        if (Files.isRegularFile(path) && Files.isExecutable(path)) {
            return path;
        }
        throw new SparkGatewayException(
                "LAUNCHER_NOT_FOUND",
                "SPARKGATE_BIN '" + path + "' is not a command (expected: an executable file); correct or unset it");
    }

    private @Nullable Path distributed() {
        Path jar = ownJar;
        if (jar == null || jar.getParent() == null || jar.getParent().getParent() == null) {
            tried.add("distribution: this class comes from no repository");
            return null;
        }
        Path version = jar.getParent();
        Path zip = version.resolveSibling("..")
                .resolve("sparkgate-gateway")
                .resolve(String.valueOf(version.getFileName()))
                .resolve("sparkgate-gateway-" + Version.own() + "-dist.zip")
                .normalize();
        if (!Files.isRegularFile(zip)) {
            tried.add("distribution: no " + zip);
            return null;
        }
        return Distribution.unpack(zip, surroundings.home().resolve("dist"));
    }

    private @Nullable Path inCheckout() {
        for (Path folder = surroundings.workingFolder(); folder != null; folder = folder.getParent()) {
            if (isCommand(folder.resolve("sparkgate"))) {
                return folder.resolve("sparkgate");
            }
        }
        tried.add("checkout: no sparkgate in " + surroundings.workingFolder() + " or a folder above it");
        return null;
    }

    private @Nullable Path onPath() {
        String path = surroundings.environment().getOrDefault("PATH", "");
        for (String folder : path.split(Pattern.quote(File.pathSeparator), -1)) {
            if (!folder.isBlank() && isCommand(Path.of(folder, "sparkgate"))) {
                return Path.of(folder, "sparkgate");
            }
        }
        tried.add("PATH: no sparkgate in " + path);
        return null;
    }

    private static boolean isCommand(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private static @Nullable Path ownJar() {
        CodeSource source = LauncherFinder.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return null;
        }
        try {
            URI location = source.getLocation().toURI();
            return "file".equals(location.getScheme()) ? Path.of(location) : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
