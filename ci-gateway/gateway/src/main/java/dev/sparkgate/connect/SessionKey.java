package dev.sparkgate.connect;

import static java.util.Objects.requireNonNull;

/**
 * Names a Spark Connect session as its server does.
 *
 * @param userId may be empty: older JVM clients send none
 * @param sessionId a UUID made by the client
 */
public record SessionKey(String userId, String sessionId) {
    public SessionKey {
        requireNonNull(userId, "userId");
        requireNonNull(sessionId, "sessionId");
    }
}
