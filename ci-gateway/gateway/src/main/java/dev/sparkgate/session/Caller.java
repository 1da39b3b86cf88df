package dev.sparkgate.session;

import org.jspecify.annotations.Nullable;

/**
 * What a call says of itself in its metadata.
 *
 * @param secret of a lease; null = none, then the routing headers count
 * @param spark version asked for
 */
public record Caller(
        @Nullable String secret,
        @Nullable String team,
        @Nullable String environment,
        @Nullable String user,
        @Nullable String spark) {

    /** Says whether it says nothing at all. */
    public boolean bare() {
        return secret == null && team == null && environment == null && user == null && spark == null;
    }

    /** Returns this one, with {@code other} where this one says nothing. */
    public Caller or(Caller other) {
        return new Caller(
                secret == null ? other.secret : secret,
                team == null ? other.team : team,
                environment == null ? other.environment : environment,
                user == null ? other.user : user,
                spark == null ? other.spark : spark);
    }
}
