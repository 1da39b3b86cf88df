package dev.sparkgate.proxy;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.session.SessionLost;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns failures into what a Spark client can act on: a google.rpc.Status with ErrorInfo, retryable only where waiting helps. */
final class Endings {
    private static final Logger log = LoggerFactory.getLogger(Endings.class);
    private static final String DOMAIN = "sparkgate.dev";
    private static final String SPARK_DOMAIN = "org.apache.spark";
    private static final long RETRY_MILLIS = 1_000;
    /** The exception that clients throw for it, as Spark's own servers name it; the JVM client fails without. */
    private static final String CLASSES = "[\"org.apache.spark.SparkException\"]";

    private static final String SPARK_CLASSES = "[\"org.apache.spark.SparkSQLException\",\"java.sql.SQLException\","
            + "\"java.lang.Exception\",\"java.lang.Throwable\",\"java.lang.Object\"]";

    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private Endings() {}

    static Ending of(Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return of(failure.getCause());
        }
        if (failure instanceof StatusRuntimeException refused) {
            Metadata trailers = refused.getTrailers();
            Status status = refused.getStatus();
            return new Ending(
                    status.getCode(),
                    status.getDescription() == null ? "" : status.getDescription(),
                    trailers == null ? null : trailers.get(DETAILS));
        }
        if (failure instanceof SessionLost lost) {
            return of(lost);
        }
        if (failure instanceof SparkgateException known) {
            return of(known);
        }
        log.atError().setCause(failure).log("call failed in the gateway");
        return of(new SparkgateException(
                ErrorCode.INTERNAL, "the gateway failed on this call: " + failure + "; its log says more"));
    }

    /** Returns the ending of a call whose driver went away in the middle: clients try again, and are told more then. */
    static Ending broken(String driver) {
        return ending(
                Status.Code.UNAVAILABLE,
                "[DRIVER_LOST] connection to driver " + driver + " broke",
                ErrorInfo.newBuilder()
                        .setDomain(DOMAIN)
                        .setReason(ErrorCode.DRIVER_LOST.name())
                        .putMetadata("driver", driver)
                        .build(),
                0);
    }

    private static Ending of(SparkgateException failure) {
        ErrorCode code = failure.code();
        ErrorInfo.Builder info = ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(code.name());
        for (Map.Entry<String, String> detail : failure.details().entrySet()) {
            info.putMetadata(detail.getKey(), detail.getValue());
        }
        String message = failure.getMessage();
        int nextStep = message.lastIndexOf("; ");
        if (nextStep >= 0) {
            info.putMetadata("nextStep", message.substring(nextStep + 2));
        }
        long retryMillis = code.retryable()
                ? failure.retryAfter().map(java.time.Duration::toMillis).orElse(RETRY_MILLIS)
                : 0;
        return ending(
                grpcCode(code),
                "[" + code + "] " + message,
                info.putMetadata("classes", CLASSES).build(),
                retryMillis);
    }

    /** Says it in Spark's own words: clients know what to do about these. */
    private static Ending of(SessionLost lost) {
        return ending(
                Status.Code.INTERNAL,
                lost.getMessage(),
                ErrorInfo.newBuilder()
                        .setDomain(SPARK_DOMAIN)
                        .setReason("org.apache.spark.SparkSQLException")
                        .putMetadata("errorClass", lost.errorClass())
                        .putMetadata("sqlState", "HY000")
                        .putMetadata("classes", SPARK_CLASSES)
                        .putMetadata("messageParameters", "{\"handle\":\"" + lost.sessionId() + "\"}")
                        .build(),
                0);
    }

    private static Ending ending(Status.Code code, String message, ErrorInfo info, long retryMillis) {
        com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage(message)
                .addDetails(Any.pack(info));
        if (retryMillis > 0) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder()
                            .setSeconds(retryMillis / 1_000)
                            .setNanos((int) (retryMillis % 1_000) * 1_000_000))
                    .build()));
        }
        return new Ending(code, message, status.build().toByteArray());
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
