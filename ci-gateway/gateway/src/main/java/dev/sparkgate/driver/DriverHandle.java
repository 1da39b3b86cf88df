package dev.sparkgate.driver;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/** Holds a launched or adopted driver: who it is, whether it lives, how to end it. */
public interface DriverHandle {
    Driver driver();

    /** Returns the private token that the driver wants as {@code authorization: Bearer …}; empty when it wants none. */
    String token();

    /** Completes with a sentence that says how it ended ({@code exit status 137 (killed)}) once the driver is gone. */
    CompletableFuture<String> exit();

    /**
     * Asks the driver for a sign of life by an RPC that changes nothing, on a connection of its own: one that clients share
     * may be full of what a slow reader does not take.
     *
     * @return true when the driver answered; false when another answers in its place, or it is gone: then {@link #exit} is
     *     complete or about to be. Fails when it does not answer in time, with its error when it answered with one.
     */
    CompletableFuture<Boolean> probe(Duration timeout);

    /**
     * Says whether what listens at the driver's address now is still the driver that was launched; to be asked after a
     * connection to it broke and before anything more is sent. As {@link #probe}, but over a fresh connection, and without
     * an RPC where the process itself can be looked at.
     */
    CompletableFuture<Boolean> sameGeneration(Duration timeout);

    /** Returns the processor time that the driver has used since its start; empty where nobody can tell. */
    Optional<Duration> processorTime();

    /** Returns the share of its heap, 0-1, that was still used after the driver's newest collection; empty where nobody can tell. */
    default OptionalDouble heapAfterCollection() {
        return OptionalDouble.empty();
    }

    /** Returns the last lines of the driver's output, at most {@code lines}. */
    List<String> log(int lines);

    /**
     * Ends the driver and removes what it left on disk; first politely, by force after {@code grace}. Blocks until it is
     * gone. Does nothing when it is gone already.
     */
    void stop(Duration grace);
}
