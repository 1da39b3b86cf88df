package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** A process of the gateway's own machine that holds a lease: when it is gone, the lease ends (docs/adr/0005). */
public record Holder(long pid, Instant startedAt) {
    public Holder {
        requireNonNull(startedAt, "startedAt");
    }
}
