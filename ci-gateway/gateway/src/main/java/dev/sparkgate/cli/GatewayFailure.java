package dev.sparkgate.cli;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells why a gateway in the background did not start, in its own words where it found some. */
final class GatewayFailure {
    private static final Pattern MESSAGE = Pattern.compile("sparkgate: ([A-Z_]+): (.*)", Pattern.DOTALL);
    private static final int LINES = 30;

    private GatewayFailure() {}

    static SparkgateException of(GatewayStarter.Failure failure) {
        int start = failure.output().lastIndexOf("sparkgate: ");
        Matcher matcher = MESSAGE.matcher(start < 0 ? "" : failure.output().substring(start));
        if (matcher.matches()) {
            for (ErrorCode code : ErrorCode.values()) {
                if (code.name().equals(matcher.group(1))) {
                    return new SparkgateException(code, matcher.group(2));
                }
            }
        }
        List<String> lines = failure.output().lines().toList();
        String last = String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        return new SparkgateException(
                ErrorCode.GATEWAY_UNREACHABLE,
                "gateway ended while starting with exit status " + failure.status()
                        + " (expected: to be ready); it wrote:\n" + last);
    }
}
