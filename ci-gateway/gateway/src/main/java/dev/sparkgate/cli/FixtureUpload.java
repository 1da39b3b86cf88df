package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.fixture.FixtureFiles;
import dev.sparkgate.fixture.FixtureReader;
import dev.sparkgate.fixture.FixtureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Brings fixtures of this machine to a gateway, which may be elsewhere; what it has already does not travel again. */
final class FixtureUpload {
    private static final Duration ASK = Duration.ofSeconds(30);
    private static final Duration SEND = Duration.ofMinutes(10);

    private final List<FixtureSet> fixtures;

    private FixtureUpload(List<FixtureSet> fixtures) {
        this.fixtures = fixtures;
    }

    /** Reads and checks fixtures, before anything is started for them. */
    static FixtureUpload read(List<String> paths) {
        List<FixtureSet> fixtures = new ArrayList<>();
        for (String path : paths) {
            fixtures.add(FixtureReader.read(path(path)).orThrow());
        }
        return new FixtureUpload(fixtures);
    }

    static Path path(String text) {
        try {
            Path path = Path.of(text);
            if (Files.exists(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // told below
        }
        throw new SparkgateException(
                ErrorCode.FIXTURE_FAILED,
                "fixture '" + text + "' is not there (expected: a fixture file or a folder of such); check the path");
    }

    /** Returns the fixtures' ids, once the gateway has them all. */
    List<String> send(ApiClient api) {
        List<String> ids = new ArrayList<>();
        for (FixtureSet fixture : fixtures) {
            ids.add(send(api, fixture));
        }
        return ids;
    }

    private static String send(ApiClient api, FixtureSet fixture) {
        try {
            String id = FixtureFiles.id(fixture.files());
            if (!has(api, id)) {
                Path archive = Files.createTempFile("sparkgate-fixture-", ".zip");
                try {
                    try (var out = Files.newOutputStream(archive)) {
                        FixtureFiles.pack(fixture.files(), out);
                    }
                    api.put(path(id, fixture.name()), "application/zip", archive, SEND);
                } finally {
                    Files.deleteIfExists(archive);
                }
            }
            return id;
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.FIXTURE_FAILED,
                    "fixture " + fixture.name() + " cannot be read: " + e + "; check its files and their rights",
                    e);
        }
    }

    private static boolean has(ApiClient api, String id) {
        try {
            api.get("/api/v1/fixtures/" + id, ASK);
            return true;
        } catch (SparkgateException e) {
            if (e.code() != ErrorCode.FIXTURE_UNKNOWN) {
                throw e;
            }
            return false;
        }
    }

    private static String path(String id, String name) {
        return "/api/v1/fixtures/" + id + "?name=" + ApiClient.escape(requireNonNull(name, "name"));
    }
}
