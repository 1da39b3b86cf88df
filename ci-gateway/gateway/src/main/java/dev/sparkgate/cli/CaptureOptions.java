package dev.sparkgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.fixture.CaptureOrder;
import dev.sparkgate.fixture.FixtureReader;
import dev.sparkgate.fixture.FixtureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code fixtures capture} can be told. */
final class CaptureOptions {
    private static final String FILE = "fixture.yaml";
    private static final String OURS = "# Captured";

    @Option(names = "--from", required = true, paramLabel = "E", description = "Environment to capture from.")
    String from = "";

    @Option(
            names = "--tables",
            split = ",",
            paramLabel = "TABLE",
            description =
                    "Tables, like pedregal.raw.events; several with commas, or repeat. Default: those of --rules.")
    List<String> tables = List.of();

    @Option(names = "--sample", paramLabel = "P", description = "Share of the rows: 1%%, 0.5%%. Default: all.")
    @Nullable
    String sample;

    @Option(
            names = "--by",
            paramLabel = "COLUMN",
            description =
                    "Sample by the values of a column, the same ones in every table, so that joins find their rows.")
    @Nullable
    String by;

    @Option(names = "--limit", paramLabel = "N", description = "Rows of a table at most.")
    @Nullable
    Long limit;

    @Option(
            names = "--rule",
            paramLabel = "[TABLE.]COLUMN=RULE",
            description = "Anonymise a column: hash, mask, null, shift, shift=30d, keep-format, keep; repeatable.")
    List<String> rules = List.of();

    @Option(
            names = "--rules",
            paramLabel = "PATH",
            description = "Fixture whose tables say how to capture them. Default: that in --out, if it was captured.")
    @Nullable
    String known;

    @Option(
            names = "--salt-env",
            paramLabel = "NAME",
            description = "Variable with the salt. Default: SPARKGATE_SALT; unset = one that is kept in this home.")
    String saltVariable = "SPARKGATE_SALT";

    @Option(names = "--out", paramLabel = "DIR", description = "Folder to write. Default: fixtures/captured.")
    Path out = Path.of("fixtures/captured");

    @Option(names = "--team", paramLabel = "T", description = "Team that the lease counts for.")
    @Nullable
    String team;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    CaptureOrder order() {
        return CaptureOrder.of(from, tables, sample, by, limit, rules, known());
    }

    private @Nullable FixtureSet known() {
        if (known != null) {
            return FixtureReader.read(FixtureUpload.path(known)).orThrow();
        }
        Path before = out.resolve(FILE);
        if (Files.notExists(before)) {
            return null;
        }
        try {
            if (Files.readString(before).startsWith(OURS)) {
                return FixtureReader.read(before).orThrow();
            }
        } catch (IOException e) {
            // told below
        }
        throw new SparkgateException(
                ErrorCode.REQUEST_INVALID,
                "--out " + out + " has a " + FILE
                        + " that was not captured (expected: a new folder, or one of a capture); "
                        + "choose another folder");
    }

    /** The lease that is asked for. */
    LeaseOptions lease() {
        LeaseOptions options = new LeaseOptions();
        options.environment = from;
        options.team = team;
        options.gateway = gateway;
        return options;
    }

    String salt(Surroundings surroundings) {
        String given = surroundings.variable(saltVariable);
        if (given != null && !given.isEmpty()) {
            return given;
        }
        Path kept = surroundings.home().folder().resolve("salt");
        try {
            if (Files.notExists(kept)) {
                surroundings.home().create();
                PrivateFiles.replace(kept, UUID.randomUUID() + "\n");
            }
            return Files.readString(kept, UTF_8).strip();
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "salt " + kept + " cannot be kept: " + e + "; set " + saltVariable + " to a secret text",
                    e);
        }
    }
}
