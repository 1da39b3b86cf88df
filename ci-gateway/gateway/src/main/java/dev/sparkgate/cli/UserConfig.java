package dev.sparkgate.cli;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The user's own {@code config.yaml}: which gateway an environment has ({@code gateways: {staging: https://…}}). */
final class UserConfig {
    private final List<Path> files;

    /** @param files read in this order; those that are absent do not count */
    UserConfig(List<Path> files) {
        this.files = List.copyOf(files);
    }

    static UserConfig of(Surroundings surroundings) {
        return new UserConfig(List.of(
                surroundings.home().folder().resolve("config.yaml"),
                Home.personal(surroundings.environment(), System.getProperty("user.home"))
                        .resolve("config.yaml")));
    }

    /** @throws SparkgateException with {@link ErrorCode#CONFIG_INVALID} when a file is not as expected */
    Optional<URI> gatewayOf(String environment) {
        return files.stream()
                .filter(Files::isReadable)
                .flatMap(file -> gatewayOf(environment, file).stream())
                .findFirst();
    }

    private static Optional<URI> gatewayOf(String environment, Path file) {
        Object content = load(file);
        if (content == null) {
            return Optional.empty();
        }
        if (content instanceof Map<?, ?> map) {
            Object gateways = map.get("gateways");
            if (gateways == null) {
                return Optional.empty();
            }
            if (gateways instanceof Map<?, ?> byEnvironment) {
                return Optional.ofNullable(byEnvironment.get(environment))
                        .map(url -> GatewayUrl.parse(file + ": gateways." + environment, url.toString()));
            }
        }
        throw invalid(file, "is not as expected", null);
    }

    private static Object load(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            return new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromInputStream(stream);
        } catch (IOException | YamlEngineException e) {
            throw invalid(file, String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
        }
    }

    private static SparkgateException invalid(
            Path file, String reason, @org.jspecify.annotations.Nullable Throwable cause) {
        return new SparkgateException(
                ErrorCode.CONFIG_INVALID,
                file + ": " + reason
                        + " (expected: 'gateways: {ENVIRONMENT: https://HOST}'); correct or remove the file",
                cause);
    }
}
