package dev.sparkgate.gateway;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.session.Backend;
import dev.sparkgate.session.Backends;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the sessions of a lease at its driver. */
record SessionClosing(Backends backends, Backend backend, List<SessionKey> sessions) {
    private static final Logger log = LoggerFactory.getLogger(SessionClosing.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    /** Stops what they run; a courtesy: releasing a session ends it in any case. */
    void interrupt() {
        for (SessionKey session : sessions) {
            try {
                backend.client().interruptAll(session, CALL_TIMEOUT).join();
            } catch (CompletionException closedAlready) {
                log.atDebug().addKeyValue("session", session.sessionId()).log("nothing to interrupt");
            }
        }
    }

    /**
     * Releases them.
     *
     * @throws CompletionException when the driver did not answer and is still there; safe to repeat
     */
    void release() {
        for (SessionKey session : sessions) {
            try {
                backend.client().releaseSession(session, CALL_TIMEOUT).join();
            } catch (CompletionException e) {
                if (isDriverThere() && isWorthARetry(e)) {
                    throw e;
                }
            }
        }
    }

    private boolean isDriverThere() {
        return backends.find(backend.driver().id(), backend.driver().generation())
                .isPresent();
    }

    private static boolean isWorthARetry(CompletionException failure) {
        Status.Code code = Status.fromThrowable(failure.getCause()).getCode();
        return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
    }
}
