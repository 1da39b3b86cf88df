package dev.sparkgate.session;

import dev.sparkgate.connect.SessionKey;

/** Where the calls of a session go. */
public interface Binding {
    /** Returns whose calls. */
    SessionKey session();

    /** Returns the id of the session's lease. */
    String leaseId();

    /** Returns the name of the lease's environment. */
    String environment();

    /** Returns the way to the lease's driver. */
    Backend backend();

    /** Notes that a call of the session begins: its lease is not idle. */
    void begin(long nowMillis);

    /** Notes that a call of the session is over. */
    void end(long nowMillis);
}
