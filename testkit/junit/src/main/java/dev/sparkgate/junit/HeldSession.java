package dev.sparkgate.junit;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/**
 * A session of the user's own Spark client. The only class that needs the client: tests that take nothing but the lease
 * run without one.
 */
final class HeldSession implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HeldSession.class.getName());
    private static final long STOP_SECONDS = 10;

    private final SparkSession session;

    private HeldSession(SparkSession session) {
        this.session = session;
    }

    static HeldSession open(String remote) {
        SparkClients.check();
        return new HeldSession(SparkSession.builder().remote(remote).create());
    }

    SparkSession session() {
        return session;
    }

    /**
     * Stops the session. The client retries for ten minutes when its server is gone, so that is left to a thread which
     * keeps nobody waiting: releasing the lease ends the session too.
     */
    @Override
    public void close() {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread stopper = new Thread(() -> stop(stopped), "sparkgate-stop-session");
        stopper.setDaemon(true);
        stopper.start();
        try {
            if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(
                        Level.WARNING,
                        "session has not stopped after {0} s; its lease is released all the same",
                        STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop(CountDownLatch stopped) {
        try {
            session.stop();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "session could not be stopped cleanly; its lease is released all the same", e);
        } finally {
            stopped.countDown();
        }
    }
}
