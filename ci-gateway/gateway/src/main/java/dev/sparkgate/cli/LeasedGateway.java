package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A granted lease and who granted it.
 *
 * @param waited from the request to the grant, as seen from here
 */
record LeasedGateway(Target target, Lease lease, Duration waited) {
    LeasedGateway {
        requireNonNull(target, "target");
        requireNonNull(lease, "lease");
        requireNonNull(waited, "waited");
    }
}
