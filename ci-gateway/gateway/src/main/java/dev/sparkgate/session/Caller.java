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
        @Nullable String spark) {}
