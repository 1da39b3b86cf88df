package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The gateway that a command talks to.
 *
 * @param local its record, when it is of this machine
 * @param startedHere whether this command started it
 */
record Target(ApiClient api, @Nullable GatewayRecord local, boolean startedHere) {
    Target {
        requireNonNull(api, "api");
    }

    static Target local(GatewayRecord record, boolean startedHere) {
        return new Target(new ApiClient(URI.create(record.http()), null), record, startedHere);
    }

    String url() {
        return api.gateway().toString();
    }
}
