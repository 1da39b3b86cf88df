package dev.sparkgate.report;

import dev.sparkgate.lease.EndReason;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.Place;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.namespace.NamespacePolicy;
import java.time.Duration;
import java.util.Map;

/** A lease to report on. */
final class Leases {
    static final Lease ENDED = new Lease(
            "l",
            null,
            "hash",
            "test",
            "<b>search</b>",
            "anna",
            null,
            Map.of(),
            Map.of("job", "7"),
            new Namespace("ns", "ns", NamespacePolicy.Lifetime.LEASE, "pedregal", "default", Map.of()),
            Duration.ofHours(1),
            Duration.ofMinutes(15),
            null,
            false,
            Calls.START,
            new LeaseState.Ended(
                    EndReason.RELEASED,
                    null,
                    new Place("default-1", "g", "default", "4.1.2"),
                    Calls.START,
                    Calls.START.plusSeconds(60)));

    private Leases() {}
}
