package dev.sparkgate.bench.soak;

import dev.sparkgate.bench.load.Download;
import dev.sparkgate.bench.load.Endpoint;
import dev.sparkgate.bench.load.LargeTable;
import dev.sparkgate.bench.load.Session;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What clients do to a gateway. Each leaves nothing behind that the gateway would have to keep. */
final class Deeds {
    private static final String LARGE = LargeTable.ofMegabytes(20);
    private static final int ANSWERS_READ = 2;
    private static final int AT_ONCE = 8;
    private static final long PATIENCE_SECONDS = 60;

    private final Endpoint gateway;
    private final LeaseClient leases;

    Deeds(Endpoint gateway, URI http) {
        this.gateway = gateway;
        this.leases = new LeaseClient(http);
    }

    Map<String, Deed> byName() {
        return new TreeMap<>(Map.of(
                "short session", this::shortSession,
                "large result", this::largeResult,
                "queries at once", this::queriesAtOnce,
                "cancelled result", this::cancelledResult,
                "stalled reader", this::stalledReader,
                "lease", this::lease,
                "vanished client", this::vanishedClient));
    }

    private void shortSession() {
        try (Session session = new Session(gateway)) {
            session.config();
            session.query("select 1");
            session.config();
        }
    }

    private void largeResult() {
        try (Session session = new Session(gateway)) {
            session.query(LARGE);
        }
    }

    private void queriesAtOnce() {
        try (Session session = new Session(gateway)) {
            IntStream.range(0, AT_ONCE)
                    .mapToObj(i -> session.download("select " + i, Integer.MAX_VALUE))
                    .toList()
                    .forEach(download -> download.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    private void cancelledResult() {
        try (Session session = new Session(gateway)) {
            stalled(session).cancel();
            session.config();
        }
    }

    private void stalledReader() throws InterruptedException {
        try (Session session = new Session(gateway)) {
            Download download = stalled(session);
            Thread.sleep(ThreadLocalRandom.current().nextLong(500, 3000));
            download.resume();
            download.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void lease() throws IOException, InterruptedException {
        Lease lease = leases.acquire();
        try (Session session = new Session(entering(lease))) {
            session.query("select 1");
        }
        leases.release(lease);
    }

    /** Ends its lease by another way, else the gateway would rightly keep its session for a while. */
    private void vanishedClient() throws IOException, InterruptedException {
        Lease lease = leases.acquire();
        Session session = new Session(entering(lease));
        stalled(session);
        session.abandon();
        leases.release(lease);
    }

    private Endpoint entering(Lease lease) {
        return gateway.with(Map.of("x-sparkgate-lease", lease.secret()));
    }

    private static Download stalled(Session session) {
        Download download = session.download(LARGE, ANSWERS_READ);
        download.awaitStall(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return download;
    }
}
