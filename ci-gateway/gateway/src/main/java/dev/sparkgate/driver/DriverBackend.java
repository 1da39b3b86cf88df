package dev.sparkgate.driver;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.util.List;

/** A place where drivers run. */
public interface DriverBackend extends AutoCloseable {
    /**
     * Starts a driver and blocks until it listens. It is not probed or warmed yet.
     *
     * @throws SparkgateException with {@link ErrorCode#DRIVER_START_FAILED} or {@link ErrorCode#RUNTIME_UNAVAILABLE};
     *     nothing of the attempt is left running or on disk
     * @throws InterruptedException when interrupted while it waits; nothing is left either
     */
    DriverHandle launch(DriverSpec spec) throws InterruptedException;

    /** Finds the drivers that an earlier gateway of this installation launched and that still run, and takes them over. */
    List<DriverHandle> adopt();

    /** Lets go of what the backend itself holds; drivers are stopped one by one before. */
    @Override
    void close();
}
