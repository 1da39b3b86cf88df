package dev.sparkgate.driver.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/** Cleans up when the JVM ends, for whatever reason, and sees to it that it does end. */
final class DriverEnd {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Below the priorities of Spark's own hooks, which stop the context and delete what it made. */
    private static final int LAST = 1;

    private final DriverFolder folder;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private DriverEnd(DriverFolder folder) {
        this.folder = folder;
    }

    static void register(DriverFolder folder) {
        DriverEnd end = new DriverEnd(folder);
        ShutdownHookManager.get().addShutdownHook(end::cleanUp, LAST, LIMIT.toSeconds(), TimeUnit.SECONDS);
        Runtime.getRuntime().addShutdownHook(new Thread(end::startWatch, "sparkgate-end"));
    }

    private void cleanUp() {
        if (!folder.announced()) {
            System.err.println("driver ended before its Connect service listened; the lines above say why");
        }
        removeTraces(folder);
        stopped.countDown();
    }

    /** Watches from a daemon thread: it must not itself keep the JVM from ending. */
    private void startWatch() {
        Thread watch = new Thread(this::haltUnlessStopped, "sparkgate-halt");
        watch.setDaemon(true);
        watch.start();
    }

    /** Leaves alone what comes after Spark has stopped: the JVM may be writing its class-data archive, which takes a while. */
    private void haltUnlessStopped() {
        try {
            if (stopped.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
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
