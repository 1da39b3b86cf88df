package dev.sparkgate.session;

import static java.util.Objects.requireNonNull;

/** Reports what became of a session in the words of Spark's own servers, so that clients act on it as they do there. */
public final class SessionLost extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String CLOSED = "INVALID_HANDLE.SESSION_CLOSED";

    private final String errorClass;

    private final String sessionId;

    private SessionLost(String errorClass, String sessionId, String why) {
        super("[" + errorClass + "] The handle " + sessionId + " is invalid. " + why + " SQLSTATE: HY000");
        this.errorClass = errorClass;
        this.sessionId = sessionId;
    }

    /** Its driver is gone: clients close it, and make a new one at the next {@code getOrCreate}. */
    static SessionLost changed(String sessionId) {
        return new SessionLost(
                "INVALID_HANDLE.SESSION_CHANGED",
                sessionId,
                "The existing Spark server driver instance has restarted. Please reconnect.");
    }

    /** Its client closed it. */
    static SessionLost closed(String sessionId) {
        return new SessionLost(CLOSED, sessionId, "Session was closed.");
    }

    /** Nobody knows it: it was closed, or never was. */
    static SessionLost notFound(String sessionId) {
        return new SessionLost("INVALID_HANDLE.SESSION_NOT_FOUND", sessionId, "Session not found.");
    }

    /** Returns the message; never null. */
    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }

    /** Says whether its own client closed it. */
    public boolean byItsClient() {
        return errorClass.equals(CLOSED);
    }

    /** Returns the id of the session. */
    public String sessionId() {
        return sessionId;
    }

    /** Returns the name of the condition, for example {@code INVALID_HANDLE.SESSION_CHANGED}. */
    public String errorClass() {
        return errorClass;
    }
}
