package dev.sparkgate.driver.process;

import dev.sparkgate.driver.Address;

/** Has a fresh driver load the classes that a real one needs for its first work, before they are archived for the next starts. */
public interface DriverTraining {
    /** Asks nothing: only what a start itself loads is archived. */
    DriverTraining NONE = (address, token) -> {};

    /**
     * Runs the warm-up and some typical work against the driver. Called on a background thread.
     *
     * @throws Exception when it fails; the archive is then not made
     */
    void run(Address address, String token) throws Exception;
}
