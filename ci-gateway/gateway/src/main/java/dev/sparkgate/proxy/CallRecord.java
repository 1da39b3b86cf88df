package dev.sparkgate.proxy;

import dev.sparkgate.connect.SessionKey;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a call that is over.
 *
 * @param method bare gRPC name, for example {@code ExecutePlan}; {@code other} for one that is not known
 * @param environment of its lease; {@code none} when it was not admitted
 * @param leaseId of its lease; null when it was not admitted
 * @param driverId of its driver; null when it was not admitted
 * @param session whose it was; null when that was not read
 * @param clientType what the client says it is; null when that was not read
 * @param operationId of its operation; null when that was not read
 * @param traceparent of W3C trace context: the call's own when it is traced, else as the client sent it
 * @param peer host of the client
 * @param startedMillis since the epoch
 * @param bindNanos from its arrival until it was bound to a driver; 0 when it was not
 * @param nanos from its arrival to its end
 * @param requestBytes that came from the client, gRPC prefixes counted
 * @param responseBytes that came from the driver, gRPC prefixes counted
 * @param rows that came from the driver; 0 for calls that bring none
 * @param message that went with the status
 * @param request beginning of the first message, gRPC prefix included, of an {@code ExecutePlan}; else null
 */
public record CallRecord(
        String method,
        String environment,
        @Nullable String leaseId,
        @Nullable String driverId,
        @Nullable SessionKey session,
        @Nullable String clientType,
        @Nullable String operationId,
        @Nullable String traceparent,
        String peer,
        long startedMillis,
        long bindNanos,
        long nanos,
        long requestBytes,
        long responseBytes,
        long rows,
        Status.Code status,
        String message,
        byte @Nullable [] request) {}
