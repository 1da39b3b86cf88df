package dev.sparkgate.driver.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Properties;
import org.apache.spark.package$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.connect.service.SparkListenerConnectServiceStarted;

/** Announces the driver in its folder as soon as the Connect service listens. Made by Spark ({@code spark.extraListeners}). */
public final class ServiceListener extends SparkListener {
    static final String FOLDER = "sparkgate.driver.folder";

    private final DriverFolder folder;

    /** Reads the folder from a system property: Spark makes its listeners itself and hands nothing over. */
    public ServiceListener() {
        this.folder = new DriverFolder(Path.of(Objects.requireNonNull(System.getProperty(FOLDER), FOLDER)));
    }

    @Override
    public void onOtherEvent(SparkListenerEvent event) {
        if (event instanceof SparkListenerConnectServiceStarted started) {
            try {
                folder.announce(facts(started));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot announce the driver in " + folder.path(), e);
            }
        }
    }

    private static Properties facts(SparkListenerConnectServiceStarted started) {
        ProcessHandle self = ProcessHandle.current();
        Properties facts = new Properties();
        facts.setProperty("pid", Long.toString(self.pid()));
        facts.setProperty(
                "startMillis",
                Long.toString(
                        self.info().startInstant().map(Instant::toEpochMilli).orElse(0L)));
        // The event names the machine's canonical host, whatever address the service is bound to.
        facts.setProperty("host", System.getProperty("spark.connect.grpc.binding.address", started.hostAddress()));
        facts.setProperty("port", Integer.toString(started.bindingPort()));
        facts.setProperty("generation", System.getenv().getOrDefault("SPARKGATE_DRIVER_GENERATION", ""));
        facts.setProperty("spark", package$.MODULE$.SPARK_VERSION());
        return facts;
    }
}
