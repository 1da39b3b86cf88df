package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks of {@code doctor} on a gateway. */
final class GatewayChecks {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Surroundings surroundings;
    private final Target target;

    GatewayChecks(Surroundings surroundings, Target target) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
        this.target = requireNonNull(target, "target");
    }

    Finding reachable() {
        try {
            target.api().get("/healthz", TIMEOUT);
            return Finding.fine(target.url()
                    + (target.local() == null
                            ? ""
                            : ", of this machine, pid "
                                    + target.local().process().pid()));
        } catch (SparkgateException e) {
            return Finding.trouble(
                    e.getMessage(),
                    "start it, or correct --gateway or SPARKGATE_URL; a proxy or firewall may stand in between");
        }
    }

    /** A wrong certificate shows nowhere else: Spark clients try again for minutes, silently. */
    Finding tls() {
        List<URI> encrypted = new ArrayList<>();
        if (target.api().gateway().getScheme().equals("https")) {
            encrypted.add(target.api().gateway());
        }
        GatewayRecord local = target.local();
        if (local != null && local.remote().contains("use_ssl=true")) {
            encrypted.add(URI.create(local.remote().split("/;", 2)[0]));
        }
        if (encrypted.isEmpty()) {
            return Finding.fine("not used by this gateway");
        }
        return TlsCheck.check(encrypted);
    }

    Finding token() {
        boolean given = surroundings.variable("SPARKGATE_TOKEN") != null;
        try {
            target.api().get("/api/v1/environments", TIMEOUT);
            return Finding.fine(given ? "SPARKGATE_TOKEN is accepted" : "none needed");
        } catch (SparkgateException e) {
            if (e.code() != ErrorCode.ACCESS_DENIED) {
                return Finding.doubt("could not be checked: " + e.getMessage(), "mend the findings above first");
            }
            return given
                    ? Finding.trouble(
                            "SPARKGATE_TOKEN is refused: " + e.getMessage(),
                            "ask for a new token; this one may be over")
                    : Finding.trouble("SPARKGATE_TOKEN is not set and the gateway wants one", "set SPARKGATE_TOKEN");
        }
    }

    Finding version() {
        String mine = Version.current().sparkgate();
        String theirs = gatewayVersion();
        if (theirs == null) {
            return Finding.doubt("the gateway does not tell its version", "compare it with " + mine + " where it runs");
        }
        if (!theirs.equals(mine)) {
            return Finding.doubt("this is " + mine + ", the gateway " + theirs, "use the same version on both sides");
        }
        return Finding.fine("both sides are " + mine + "; drivers run Spark " + drivers());
    }

    private @Nullable String gatewayVersion() {
        GatewayRecord local = target.local();
        if (local != null) {
            return local.version();
        }
        try {
            return Json.text(target.api().get("/healthz", TIMEOUT).json(), "version");
        } catch (SparkgateException notTold) {
            return null;
        }
    }

    private String drivers() {
        List<String> versions = new ArrayList<>();
        for (JsonNode driver :
                target.api().get("/api/v1/drivers", TIMEOUT).json().path("drivers")) {
            versions.add(Json.text(driver, "spark", "?"));
        }
        return versions.isEmpty()
                ? "(none is up)"
                : String.join(", ", versions.stream().distinct().toList());
    }
}
