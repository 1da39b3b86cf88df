package dev.sparkgate.gateway;

import dev.sparkgate.connect.ConnectClient;
import dev.sparkgate.fixture.FixtureLimits;
import dev.sparkgate.fixture.FixtureStore;
import dev.sparkgate.gateway.config.GatewayConfig;
import dev.sparkgate.namespace.Namespaces;
import dev.sparkgate.namespace.fixture.BuildDrivers;
import dev.sparkgate.namespace.fixture.TemplateListener;
import dev.sparkgate.namespace.fixture.TemplatePolicy;
import dev.sparkgate.namespace.fixture.Templates;
import dev.sparkgate.pool.DriverState;
import dev.sparkgate.pool.Pools;
import dev.sparkgate.route.Router;
import dev.sparkgate.session.Backend;
import dev.sparkgate.session.Backends;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** Wires what fixtures need. */
final class TemplateParts {
    /** Within the root of namespaces, for drivers read data from there; no namespace has a dot in its name. */
    private static final String STORE = "sparkgate.fixtures";

    private final Templates templates;
    private final Fixtures fixtures;

    TemplateParts(
            GatewayConfig config,
            Path root,
            Namespaces namespaces,
            Router router,
            Pools pools,
            Backends backends,
            Clock clock,
            ScheduledExecutorService workers,
            TemplateListener listener) {
        GatewayConfig.Fixtures limits = config.fixtures();
        FixtureStore store = new FixtureStore(
                root.resolve(STORE), new FixtureLimits(FixtureLimits.USUAL.files(), limits.maxBytes()), clock);
        BuildDrivers drivers = wanted -> ready(wanted, pools, backends);
        TemplatePolicy policy = new TemplatePolicy(limits.keep(), limits.timeout());
        this.templates = new Templates(root, namespaces, store, drivers, policy, clock, workers, listener);
        this.fixtures = new Fixtures(router, store, templates);
    }

    Templates templates() {
        return templates;
    }

    Fixtures fixtures() {
        return fixtures;
    }

    /** The one with the fewest leases first: a build keeps a core busy. */
    private static List<ConnectClient> ready(List<String> wanted, Pools pools, Backends backends) {
        return pools.views().stream()
                .filter(view -> wanted.contains(view.pool()) && view.state() instanceof DriverState.Ready)
                .sorted(Comparator.comparingInt(Pools.View::leases))
                .flatMap(view -> backends.find(view.id(), view.generation()).stream())
                .map(Backend::client)
                .toList();
    }
}
