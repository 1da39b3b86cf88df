package dev.sparkgate.driver;

import java.util.concurrent.CompletableFuture;

/**
 * What the data plane tells of drivers, and asks about them.
 *
 * <p>{@link #failed}, {@link #answered} and {@link #takesSessions} are made to be called with every RPC from any thread:
 * constant time, no lock, no allocation but for the first failure of a row. A driver that is not known (any more) is no
 * error.
 */
public interface DriverReports {
    /**
     * Notes that a call broke off on the way to a driver or back: the connection broke or could not be made, or the call
     * ended with a failure of transport. Not to be called for an answer of the driver's, whatever it says, nor for what the
     * client did. Opens the driver's circuit: nothing new goes there until the probe that this sets off was answered.
     */
    void failed(String driverId);

    /** Notes that a driver answered a call, with whatever status: a sign of life. */
    void answered(String driverId);

    /**
     * Says whether new sessions may go to a driver: it is healthy and its circuit is closed. One that drains still takes the
     * sessions of the leases that it has.
     */
    boolean takesSessions(String driverId);

    /**
     * Says whether what listens at the driver's address now is still the driver that was launched; see {@link
     * DriverHandle#sameGeneration}. False when the driver is gone; fails when nobody can tell now.
     */
    CompletableFuture<Boolean> sameGeneration(String driverId);
}
