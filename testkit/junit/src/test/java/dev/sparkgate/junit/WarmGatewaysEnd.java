package dev.sparkgate.junit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Ends the gateway that stays warm between test classes when the last of them is over: tests leave nothing running. */
public final class WarmGatewaysEnd implements LauncherSessionListener {
    private static final Pattern PID = Pattern.compile("\"pid\"\\s*:\\s*(\\d+)");

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        String home = System.getProperty("sparkgate.home");
        Path gateways = home == null ? Path.of("none") : Path.of(home, "gateways");
        if (!Files.isDirectory(gateways)) {
            return;
        }
        try (Stream<Path> files = Files.list(gateways)) {
            List<Path> records =
                    files.filter(file -> file.toString().endsWith(".json")).toList();
            for (Path gateway : records) {
                Matcher pid = PID.matcher(Files.readString(gateway));
                if (pid.find()) {
                    ProcessHandle.of(Long.parseLong(pid.group(1))).ifPresent(WarmGatewaysEnd::end);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(ProcessHandle gateway) {
        gateway.destroy();
        await().atMost(Duration.ofSeconds(60)).until(() -> !gateway.isAlive());
    }
}
