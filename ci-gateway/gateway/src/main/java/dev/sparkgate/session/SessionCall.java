package dev.sparkgate.session;

import dev.sparkgate.connect.SessionKey;
import org.jspecify.annotations.Nullable;

/**
 * One call, as far as it matters where it goes.
 *
 * @param clientType what the client says it is, for example {@code _SPARK_CONNECT_PYTHON spark/4.1.3 …}; null = not known
 * @param firstOfSession whether the request certainly comes from a client that has heard nothing of the session yet
 */
public record SessionCall(
        SessionKey session,
        Caller caller,
        Method method,
        Peer peer,
        @Nullable String clientType,
        boolean firstOfSession) {

    SessionCall by(Caller other) {
        return new SessionCall(session, other, method, peer, clientType, firstOfSession);
    }
}
