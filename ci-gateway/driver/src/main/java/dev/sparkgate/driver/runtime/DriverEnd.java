package dev.sparkgate.driver.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/** Cleans up when the JVM ends, for whatever reason, and sees to it that it does end. */
final class DriverEnd {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Below the priorities of Spark's own hooks, which stop the context and delete what it made. */
    private static final int LAST = 1;

    private DriverEnd() {}

    static void register(DriverFolder folder) {
        ShutdownHookManager.get().addShutdownHook(() -> cleanUp(folder), LAST, LIMIT.toSeconds(), TimeUnit.SECONDS);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> startHalt(folder), "sparkgate-end"));
    }

    private static void cleanUp(DriverFolder folder) {
        if (!folder.announced()) {
            System.err.println("driver ended before its Connect service listened; the lines above say why");
        }
        removeTraces(folder);
    }

    /** Halts from a daemon thread: the JVM does not wait for it when all hooks are done in time. */
    private static void startHalt(DriverFolder folder) {
        Thread halt = new Thread(() -> halt(folder), "sparkgate-halt");
        halt.setDaemon(true);
        halt.start();
    }

    private static void halt(DriverFolder folder) {
        try {
            Thread.sleep(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("driver did not stop within " + LIMIT.toSeconds() + " s: halting");
        removeTraces(folder);
        Runtime.getRuntime().halt(1);
    }

    static void removeTraces(DriverFolder folder) {
        try {
            folder.removeTraces();
        } catch (IOException e) {
            System.err.println("driver could not remove its scratch folder: " + e);
        }
    }
}
