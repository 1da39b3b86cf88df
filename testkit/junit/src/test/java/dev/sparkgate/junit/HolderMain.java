package dev.sparkgate.junit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a JVM with tests does until something ends it: holds a lease, whose id it prints. */
final class HolderMain {
    private HolderMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (LeaseSource source = new LeaseSource(Surroundings.ofThisProcess())) {
            LeaseSettings settings = LeaseSettings.plain("test", "");
            System.out.println(source.acquire(settings, "HolderMain").id());
            Thread.sleep(Duration.ofMinutes(5).toMillis());
        }
    }

    /** Starts a JVM that does it. */
    static Process start(String... options) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp", classPath));
        command.addAll(List.of(options));
        command.add(HolderMain.class.getName());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
