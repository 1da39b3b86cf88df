package dev.sparkgate.proxy;

import io.grpc.Status;

/** Hears of every finished call. Called on the transport's threads: must be quick. */
@FunctionalInterface
public interface CallObserver {
    /**
     * Hears that a call is over.
     *
     * @param method bare gRPC name, for example {@code ExecutePlan}
     * @param environment of its lease; {@code none} when it was not admitted
     * @param nanos from its arrival to its end
     */
    void finished(String method, String environment, Status.Code status, long nanos);
}
