package dev.sparkgate.driver.process;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.text.Durations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Says why a driver did not start, with all that helps to find the cause. */
final class StartFailure {
    private static final int LOG_LINES = 50;

    private StartFailure() {}

    static SparkgateException exited(LaunchPlan plan, DriverFolder folder, int status) {
        List<String> log = folder.logTail(LOG_LINES);
        return failure(plan, ProcessDriver.describe(status), log, LikelyCauses.ofExit(plan, status, log));
    }

    static SparkgateException tooSlow(LaunchPlan plan, DriverFolder folder, Duration timeout) {
        List<String> log = folder.logTail(LOG_LINES);
        return failure(plan, "still starting after " + Durations.print(timeout), log, LikelyCauses.ofTimeout(log));
    }

    static SparkgateException disk(LaunchPlan plan, Path folder, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        boolean full = reason.contains("No space left") || reason.contains("quota exceeded");
        return new SparkgateException(
                full ? ErrorCode.DISK_FULL : ErrorCode.DRIVER_START_FAILED,
                "driver " + plan.spec().id() + " did not start: its folder " + folder
                        + " or process could not be made: "
                        + cause + " (expected: a disk with room, and "
                        + plan.java().executable() + "); "
                        + (full ? "free some space" : "check the folder's permissions"),
                cause);
    }

    private static SparkgateException failure(LaunchPlan plan, String what, List<String> log, List<String> causes) {
        StringBuilder text = new StringBuilder()
                .append("driver ")
                .append(plan.spec().id())
                .append(" did not start: ")
                .append(what)
                .append("\nruntime: ")
                .append(plan.runtime())
                .append("\njava: ")
                .append(plan.java())
                .append("\nlikely causes:");
        causes.forEach(cause -> text.append("\n  - ").append(cause));
        text.append("\nlast lines of its output:");
        (log.isEmpty() ? List.of("(none)") : log)
                .forEach(line -> text.append("\n  ").append(line));
        return new SparkgateException(ErrorCode.DRIVER_START_FAILED, text.toString());
    }
}
