package dev.sparkgate.proxy;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns failures into what a Spark client can act on: a google.rpc.Status with ErrorInfo, retryable only where waiting helps. */
final class Statuses {
    private static final Logger log = LoggerFactory.getLogger(Statuses.class);
    private static final String DOMAIN = "sparkgate.dev";
    private static final long RETRY_SECONDS = 1;
    /** The exception that clients throw for it, as Spark's own servers name it; the JVM client fails without. */
    private static final String CLASSES = "[\"org.apache.spark.SparkException\"]";

    private Statuses() {}

    /** A status with its trailers. */
    record Answer(Status status, Metadata trailers) {}

    static Answer of(Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return of(failure.getCause());
        }
        if (failure instanceof StatusRuntimeException refused) {
            return new Answer(refused.getStatus(), trailers(refused.getTrailers()));
        }
        if (failure instanceof SparkgateException known) {
            return of(known);
        }
        log.atError().setCause(failure).log("call failed in the gateway");
        return of(new SparkgateException(
                ErrorCode.INTERNAL, "the gateway failed on this call: " + failure + "; its log says more"));
    }

    private static Answer of(SparkgateException failure) {
        ErrorCode code = failure.code();
        com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder()
                .setCode(grpcCode(code).value())
                .setMessage("[" + code + "] " + failure.getMessage())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain(DOMAIN)
                        .setReason(code.name())
                        .putMetadata("classes", CLASSES)
                        .build()));
        if (code.retryable()) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder().setSeconds(RETRY_SECONDS))
                    .build()));
        }
        StatusException packed = StatusProto.toStatusException(status.build());
        return new Answer(packed.getStatus(), trailers(packed.getTrailers()));
    }

    private static Metadata trailers(@org.jspecify.annotations.Nullable Metadata trailers) {
        return trailers == null ? new Metadata() : trailers;
    }

    private static Status.Code grpcCode(ErrorCode code) {
        if (code.retryable()) {
            return Status.Code.UNAVAILABLE;
        }
        return switch (code) {
            case ACCESS_DENIED -> Status.Code.PERMISSION_DENIED;
            case LEASE_UNKNOWN -> Status.Code.UNAUTHENTICATED;
            case ENVIRONMENT_UNKNOWN, SESSION_UNKNOWN, DRIVER_UNKNOWN -> Status.Code.NOT_FOUND;
            case REQUEST_INVALID, CONFIG_INVALID -> Status.Code.INVALID_ARGUMENT;
            case QUEUE_TIMEOUT -> Status.Code.DEADLINE_EXCEEDED;
            case INTERNAL -> Status.Code.INTERNAL;
            case NOT_SUPPORTED -> Status.Code.UNIMPLEMENTED;
            default -> Status.Code.FAILED_PRECONDITION;
        };
    }
}
