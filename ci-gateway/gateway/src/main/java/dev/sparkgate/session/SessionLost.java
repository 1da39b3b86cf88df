package dev.sparkgate.session;

/** Reports what became of a session in the words of Spark's own servers, so that clients act on it as they do there. */
public final class SessionLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String errorClass;

    private SessionLost(String errorClass, String message) {
        super("[" + errorClass + "] " + message);
        this.errorClass = errorClass;
    }

    /** Its driver is gone: clients close it, and make a new one at the next {@code getOrCreate}. */
    static SessionLost changed(String sessionId) {
        return new SessionLost(
                "INVALID_HANDLE.SESSION_CHANGED",
                "The handle " + sessionId + " is invalid. The existing Spark server driver instance is gone. Please "
                        + "reconnect: a new session gets another driver. SQLSTATE: HY000");
    }

    /** Its client closed it. */
    static SessionLost closed(String sessionId) {
        return new SessionLost(
                "INVALID_HANDLE.SESSION_CLOSED",
                "The handle " + sessionId + " is invalid. Session was closed. SQLSTATE: HY000");
    }

    /** Nobody knows it: it was closed, or never was. */
    static SessionLost notFound(String sessionId) {
        return new SessionLost(
                "INVALID_HANDLE.SESSION_NOT_FOUND",
                "The handle " + sessionId + " is invalid. Session not found. SQLSTATE: HY000");
    }

    /** Returns the name of the condition, for example {@code INVALID_HANDLE.SESSION_CHANGED}. */
    public String errorClass() {
        return errorClass;
    }
}
