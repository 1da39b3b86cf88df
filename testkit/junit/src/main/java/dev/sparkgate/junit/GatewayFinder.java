package dev.sparkgate.junit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the gateway of a test run: the one of {@code SPARKGATE_URL}, else a live one of this user and version, else a
 * new one. Remembers what it found.
 */
final class GatewayFinder {
    private final Surroundings surroundings;
    private final GatewayRecords records;
    private final GatewayStarter starter;
    private final Strategy strategy;
    private final boolean given;
    private @Nullable GatewayAddress found;

    /** @param known a gateway that needs no finding; null = find one */
    GatewayFinder(Surroundings surroundings, GatewayClient client, @Nullable GatewayAddress known, Strategy strategy) {
        this.strategy = strategy;
        this.surroundings = surroundings;
        this.found = known;
        this.given = known != null || surroundings.setting("SPARKGATE_URL") != null;
        this.records = new GatewayRecords(surroundings.home(), client::isHealthy);
        this.starter = new GatewayStarter(surroundings, records.folder());
    }

    /** Synchronized: classes that run in parallel share one gateway, and one start. */
    synchronized GatewayAddress find(String environment) {
        if (found == null) {
            found = search(environment);
        }
        return found;
    }

    /** Forgets a gateway that is gone; false when there can't be another one because the address was given. */
    synchronized boolean forget(GatewayAddress gone) {
        if (given) {
            return false;
        }
        if (gone.equals(found)) {
            found = null;
        }
        return true;
    }

    private GatewayAddress search(String environment) {
        String url = surroundings.setting("SPARKGATE_URL");
        if (url != null) {
            return address(url);
        }
        GatewayAddress live = live(environment);
        if (live != null) {
            return live;
        }
        long start = System.nanoTime();
        GatewayAddress started = starter.start(() -> live(environment));
        strategy.started(System.nanoTime() - start);
        return started;
    }

    private GatewayAddress address(String url) {
        try {
            GatewayAddress address = GatewayAddress.parse(url, false);
            boolean ownMachine = records.live().stream()
                    .anyMatch(record -> record.address().http().equals(address.http()));
            return new GatewayAddress(address.http(), ownMachine);
        } catch (IllegalArgumentException e) {
            throw new SparkGatewayException(
                    "GATEWAY_UNREACHABLE",
                    "SPARKGATE_URL '" + url + "' is not an address (expected: like http://127.0.0.1:15080)",
                    e);
        }
    }

    /** Prefers a gateway that has the environment; one that has not will say so better than a new one could. */
    private @Nullable GatewayAddress live(String environment) {
        List<GatewayRecord> own = records.live().stream()
                .filter(record -> record.user().equals(surroundings.user())
                        && record.version().equals(Version.own()))
                .toList();
        return own.stream()
                .filter(record -> record.environments().contains(environment))
                .findFirst()
                .or(() -> own.stream().findFirst())
                .map(GatewayRecord::address)
                .orElse(null);
    }
}
