package dev.sparkgate.gateway;

import dev.sparkgate.connect.ConnectClient;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.namespace.CatalogSpec;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.namespace.Namespaces;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Runs a driver's first queries, so that no client has to wait for its classes to load. */
final class WarmUp {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String USER = "sparkgate-warm-up";

    private final Namespaces namespaces;

    WarmUp(Namespaces namespaces) {
        this.namespaces = namespaces;
    }

    /** Runs the least that shows that the driver works: one query. */
    CompletableFuture<Void> first(ConnectClient client) {
        SessionKey session = session();
        return client.query(session, "select 1", TIMEOUT).thenCompose(done -> client.releaseSession(session, TIMEOUT));
    }

    /** Runs what most tests begin with: a table made, filled and read in a namespace like a lease's, which is dropped again. */
    CompletableFuture<Void> thorough(ConnectClient client, String driverId) {
        SessionKey session = session();
        Namespace namespace = new Namespace(
                "warm-up-" + driverId,
                "warm-up-" + driverId,
                NamespacePolicy.Lifetime.LEASE,
                "warm",
                Namespace.DEFAULT_DATABASE,
                Map.of("warm", new CatalogSpec("warm", CatalogSpec.Type.ISOLATED, Map.of())));
        namespaces.create(namespace);
        CompletableFuture<Void> work = client.setConfig(session, namespaces.sessionConf(namespace), TIMEOUT);
        for (String statement : List.of(
                "create database warm.raw",
                "create table warm.raw.events (id bigint, ds string) using iceberg",
                "insert into warm.raw.events select id, 'a' from range(10)")) {
            work = work.thenCompose(done -> client.sql(session, statement, TIMEOUT));
        }
        return work.thenCompose(
                        done -> client.query(session, "select ds, count(*) from warm.raw.events group by ds", TIMEOUT))
                .handle((done, failure) -> client.releaseSession(session, TIMEOUT)
                        .thenCompose(released -> failure == null
                                ? CompletableFuture.<Void>completedFuture(null)
                                : CompletableFuture.<Void>failedFuture(failure)))
                .thenCompose(released -> released)
                .whenComplete((done, failure) -> namespaces.drop(namespace));
    }

    private static SessionKey session() {
        return new SessionKey(USER, UUID.randomUUID().toString());
    }
}
