package dev.sparkgate.proxy;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.session.Method;
import dev.sparkgate.session.SessionLost;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.apache.spark.connect.proto.ReleaseSessionResponse;

/**
 * Answers a release of what is gone already: that is no error. Clients send releases late and from threads of their own,
 * when their lease may be over, and print a failure where nobody can do anything about it.
 */
final class GoneAlready {
    private static final Set<Method> RELEASES = EnumSet.of(Method.RELEASE_SESSION, Method.RELEASE_EXECUTE);
    private static final Set<ErrorCode> GONE = EnumSet.of(
            ErrorCode.LEASE_ENDED, ErrorCode.LEASE_EXPIRED, ErrorCode.DRIVER_LOST, ErrorCode.SESSION_UNKNOWN);

    private GoneAlready() {}

    static boolean applies(Method method, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof SessionLost lost) {
            // Of a session that its client closed, Spark itself takes only the release of the session once more.
            return method == Method.RELEASE_SESSION || RELEASES.contains(method) && !lost.byItsClient();
        }
        return RELEASES.contains(method) && cause instanceof SparkgateException known && GONE.contains(known.code());
    }

    /** Returns the answer: both releases have the session's id as their field 1, and clients look at nothing else. */
    static byte[] answer(String sessionId) {
        return ReleaseSessionResponse.newBuilder()
                .setSessionId(sessionId)
                .build()
                .toByteArray();
    }
}
