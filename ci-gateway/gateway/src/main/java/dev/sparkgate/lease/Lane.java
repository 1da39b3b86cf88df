package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Those who can be served by the same pools: where one finds no room, no other does. */
record Lane(String environment, @Nullable String spark) {
    Lane {
        requireNonNull(environment, "environment");
    }

    static Lane of(Lease lease) {
        return new Lane(lease.environment(), lease.spark());
    }
}
