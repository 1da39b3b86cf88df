package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A lease on a gateway that is started for this scope alone, and so on a driver that nobody else uses. */
final class OwnServer implements Provision {
    private final Surroundings surroundings;
    private final LeaseSettings settings;
    private final List<FixtureBundle> fixtures;
    private final String forWhom;
    // Guarded by the scope, which calls everything under its lock.
    private @Nullable EphemeralGateway gateway;

    OwnServer(Surroundings surroundings, LeaseSettings settings, List<FixtureBundle> fixtures, String forWhom) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
        this.settings = requireNonNull(settings, "settings");
        this.fixtures = List.copyOf(fixtures);
        this.forWhom = requireNonNull(forWhom, "forWhom");
    }

    @Override
    public HeldLease acquire() {
        String url = surroundings.setting("SPARKGATE_URL");
        if (url != null) {
            throw new SparkGatewayException(
                    "NOT_SUPPORTED",
                    "isolation = SERVER of " + forWhom + " needs a gateway of its own, but SPARKGATE_URL is " + url
                            + " (expected: unset); unset it, or use isolation = NAMESPACE in an environment whose pool has"
                            + " leases-per-driver: 1");
        }
        EphemeralGateway started = EphemeralGateway.start(surroundings, List.of());
        try {
            HeldLease lease = started.lease(settings, fixtures, forWhom);
            gateway = started;
            return lease;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    @Override
    public HeldSession open(HeldLease lease) {
        return HeldSession.open(lease.remote());
    }

    @Override
    public void giveBack(HeldLease lease) {
        if (gateway != null) {
            gateway.close();
        }
    }
}
