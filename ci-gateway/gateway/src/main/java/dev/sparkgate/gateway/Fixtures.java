package dev.sparkgate.gateway;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.fixture.FixtureFiles;
import dev.sparkgate.fixture.FixtureStore;
import dev.sparkgate.fixture.LocalFixtures;
import dev.sparkgate.http.FixtureDesk;
import dev.sparkgate.lease.LeaseOrder;
import dev.sparkgate.lease.NamespaceMaker;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.namespace.fixture.Templates;
import dev.sparkgate.route.Environment;
import dev.sparkgate.route.Router;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Gives leases the fixtures of their environment and of their own, and makes the namespaces of leases. */
final class Fixtures implements FixtureDesk, NamespaceMaker {
    private static final String PREFIX = "sha256:";

    private final Router router;
    private final FixtureStore store;
    private final LocalFixtures local;
    private final Templates templates;

    Fixtures(Router router, FixtureStore store, Templates templates) {
        this.router = requireNonNull(router, "router");
        this.store = requireNonNull(store, "store");
        this.local = new LocalFixtures(store);
        this.templates = requireNonNull(templates, "templates");
    }

    @Override
    public FixtureStore store() {
        return store;
    }

    @Override
    public Namespace.Base base(@Nullable String environment, List<String> fixtures) {
        return base(router.environment(environment), fixtures);
    }

    @Override
    public Namespace.@Nullable Base base(Environment environment, LeaseOrder order) {
        boolean settled = order.base() != null || order.fork() != null;
        return settled || environment.fixtures().isEmpty() ? order.base() : base(environment, List.of());
    }

    @Override
    public CompletionStage<Void> make(Namespace namespace) {
        return templates.make(namespace);
    }

    @Override
    public CompletionStage<Void> prepare(Namespace.Base base) {
        return templates.prepare(base);
    }

    private Namespace.Base base(Environment environment, List<String> wanted) {
        NamespacePolicy policy = environment.namespace();
        if (policy.lifetime() != NamespacePolicy.Lifetime.LEASE) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "fixtures cannot be put into environment '" + environment.name()
                            + "': its namespaces do not begin with their leases (expected: namespace.lifetime lease); choose "
                            + "another environment");
        }
        List<String> ids = new ArrayList<>();
        environment.fixtures().forEach(path -> ids.add(local.id(Path.of(path))));
        wanted.forEach(fixture -> ids.add(id(fixture)));
        List<String> pools =
                environment.pools().stream().map(Environment.PoolShare::pool).toList();
        String usual = policy.catalogs().isEmpty()
                ? null
                : policy.catalogs().keySet().iterator().next();
        return templates.base(ids, policy.catalogs(), usual, pools);
    }

    /** Whoever may lease a session here may have its driver read any file: a path opens nothing more. */
    private String id(String fixture) {
        String id = fixture.startsWith(PREFIX) ? fixture.substring(PREFIX.length()) : fixture;
        if (FixtureFiles.isId(id)) {
            if (!store.has(id)) {
                throw new SparkgateException(
                        ErrorCode.FIXTURE_UNKNOWN,
                        "fixture '" + id + "' is not on this gateway (expected: one that was sent); send it with PUT "
                                + "/api/v1/fixtures/ID");
            }
            return id;
        }
        try {
            Path path = Path.of(fixture);
            if (path.isAbsolute() && Files.exists(path)) {
                return local.id(path);
            }
        } catch (InvalidPathException notOne) {
            // told below
        }
        throw new SparkgateException(
                ErrorCode.FIXTURE_UNKNOWN,
                "fixture '" + fixture
                        + "' is not known (expected: the id of one that was sent, or an absolute path on the "
                        + "gateway's machine); send it with PUT /api/v1/fixtures/ID");
    }
}
