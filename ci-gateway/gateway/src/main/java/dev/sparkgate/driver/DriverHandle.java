package dev.sparkgate.driver;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Holds a launched or adopted driver: who it is, whether it lives, how to end it. */
public interface DriverHandle {
    Driver driver();

    /** Returns the private token that the driver wants as {@code authorization: Bearer …}; empty when it wants none. */
    String token();

    /** Completes with a sentence that says how it ended ({@code exit status 137 (killed)}) once the driver is gone. */
    CompletableFuture<String> exit();

    /** Returns the last lines of the driver's output, at most {@code lines}. */
    List<String> log(int lines);

    /**
     * Ends the driver and removes what it left on disk; first politely, by force after {@code grace}. Blocks until it is
     * gone. Does nothing when it is gone already.
     */
    void stop(Duration grace);
}
