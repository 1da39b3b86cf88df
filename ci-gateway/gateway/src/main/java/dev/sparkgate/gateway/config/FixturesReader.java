package dev.sparkgate.gateway.config;

import dev.sparkgate.fixture.FixtureReader;
import dev.sparkgate.fixture.FixtureResult;
import dev.sparkgate.gateway.config.GatewayConfig.Fixtures;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the configuration says of fixtures.
 *
 * @param folder that the file is in, from which paths are meant; null = unknown, so nothing is looked up
 */
record FixturesReader(@Nullable Path folder) {
    private static final Scalar<Long> SIZE = Scalars.size("1MiB", "16g", Sizes::print);
    private static final Scalar<Duration> KEEP = Scalars.duration(Duration.ofMinutes(1), Duration.ofDays(365));
    private static final Scalar<Duration> TIMEOUT = Scalars.duration(Duration.ofSeconds(1), Duration.ofHours(6));

    static Fixtures limits(Section in) {
        return new Fixtures(
                in.value(
                        "max-size",
                        SIZE,
                        Fixtures.USUAL.maxBytes(),
                        "The most that a fixture's files may be together."),
                in.value(
                        "keep",
                        KEEP,
                        Fixtures.USUAL.keep(),
                        "How long a fixture and its template stay when no lease asks for them."),
                in.value(
                        "timeout",
                        TIMEOUT,
                        Fixtures.USUAL.timeout(),
                        "How long one statement may take when a template is built."));
    }

    /** Reads the fixtures of an environment, and returns their whole paths. */
    List<String> paths(Section in) {
        List<String> written = in.values(
                "fixtures",
                Scalars.TEXT,
                List.of(),
                "Fixture files or folders that its leases start with; relative to this file.");
        List<String> paths = new ArrayList<>();
        for (String text : written) {
            try {
                Path path =
                        folder == null ? Path.of(text) : folder.resolve(text).normalize();
                paths.add(path.toString());
                if (folder != null && FixtureReader.read(path, text) instanceof FixtureResult.Invalid invalid) {
                    invalid.problems().forEach(problem -> in.problem("fixtures", problem.toString()));
                }
            } catch (InvalidPathException e) {
                in.problem("fixtures", "'" + text + "' is not a path (expected: a fixture file or folder)");
            }
        }
        return paths;
    }
}
