package dev.sparkgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where {@code run --report} leaves what ran under its lease: {@code report.json} and {@code report.html}. */
final class ReportFolder {
    private final Surroundings surroundings;
    private final Path folder;

    private ReportFolder(Surroundings surroundings, Path folder) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
        this.folder = requireNonNull(folder, "folder");
    }

    /** Makes the folder, before a command runs in vain for it. */
    static ReportFolder prepare(Surroundings surroundings, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw cannot(folder, e.toString());
        }
        if (!Files.isWritable(folder)) {
            throw cannot(folder, "it may not be written to");
        }
        return new ReportFolder(surroundings, folder);
    }

    /** Writes the report of a lease. A failure is told and changes nothing else: the command's status counts. */
    void write(LeaseApi leases, String lease) {
        try {
            Files.writeString(folder.resolve("report.json"), leases.report(lease, "application/json"), UTF_8);
            Files.writeString(folder.resolve("report.html"), leases.report(lease, "text/html"), UTF_8);
        } catch (IOException e) {
            surroundings.say("report of lease " + lease + " could not be written to " + folder + ": " + e);
        } catch (SparkgateException e) {
            surroundings.say(e.code() + ": report of lease " + lease + " could not be had: " + e.getMessage());
        }
    }

    private static SparkgateException cannot(Path folder, String why) {
        return new SparkgateException(
                ErrorCode.REQUEST_INVALID,
                "--report " + folder + " cannot be used: " + why
                        + " (expected: a folder that can be made and written to); choose another");
    }
}
