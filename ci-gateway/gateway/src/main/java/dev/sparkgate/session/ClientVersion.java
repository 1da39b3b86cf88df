package dev.sparkgate.session;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells clients that are newer than their driver so, before they fail obscurely: Spark supports only older ones. */
final class ClientVersion {
    private static final Pattern CLIENT = Pattern.compile("_SPARK_CONNECT_(\\w+) spark/(\\d+)\\.(\\d+)\\S*");
    private static final Pattern DRIVER = Pattern.compile("(\\d+)\\.(\\d+).*");

    private ClientVersion() {}

    /** Says whether the client sends a session's configuration key by key: all but Python from 4.0 on and Go. */
    static boolean setsOneByOne(@Nullable String clientType) {
        Matcher client = CLIENT.matcher(clientType == null ? "" : clientType);
        if (!client.lookingAt()) {
            return false;
        }
        return switch (client.group(1)) {
            case "SCALA" -> true;
            case "PYTHON" -> Integer.parseInt(client.group(2)) < 4;
            default -> false;
        };
    }

    /** Returns the client's Spark version, {@code 4.1}; null = it says none. */
    static @Nullable String of(@Nullable String clientType) {
        Matcher client = CLIENT.matcher(clientType == null ? "" : clientType);
        return client.lookingAt() ? client.group(2) + "." + client.group(3) : null;
    }

    static void check(@Nullable String clientType, String driverVersion) {
        Matcher client = CLIENT.matcher(clientType == null ? "" : clientType);
        Matcher driver = DRIVER.matcher(driverVersion);
        if (!client.lookingAt() || !driver.matches()) {
            return;
        }
        int major = Integer.compare(Integer.parseInt(client.group(2)), Integer.parseInt(driver.group(1)));
        int minor = Integer.compare(Integer.parseInt(client.group(3)), Integer.parseInt(driver.group(2)));
        if (major > 0 || major == 0 && minor > 0) {
            String wanted = driver.group(1) + "." + driver.group(2);
            throw new SparkgateException(
                            ErrorCode.NOT_SUPPORTED,
                            "client '" + client.group() + "' is newer than its driver, Spark " + driverVersion
                                    + " (expected: a client of Spark " + wanted
                                    + " or older); install that client, or ask for a newer driver with x-sparkgate-spark")
                    .with("client", client.group())
                    .with("spark", driverVersion);
        }
    }
}
