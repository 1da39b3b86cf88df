package dev.sparkgate.lease;

import static java.util.Objects.requireNonNullElse;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.namespace.NamespaceNaming;
import dev.sparkgate.route.Environment;
import dev.sparkgate.text.Durations;
import java.time.Duration;
import java.time.Instant;

/** Checks an order against its environment's rules, and turns it into a lease that waits. */
final class LeaseAdmission {
    private static final String DEFAULT_TEAM = "default";
    private static final String DEFAULT_USER = "anybody";
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_KEY = 512;

    private LeaseAdmission() {}

    static Lease admit(LeaseOrder order, Environment environment, String id, String secretHash, Instant now) {
        String team = name("team", requireNonNullElse(order.team(), DEFAULT_TEAM));
        String user = name("user", requireNonNullElse(order.user(), DEFAULT_USER));
        checkAccess(environment, team);
        if (order.key() != null && order.key().length() > LONGEST_KEY) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "key has " + order.key().length() + " characters (expected: at most " + LONGEST_KEY + ")");
        }
        Environment.Limits limits = environment.limits();
        Duration ttl = requireNonNullElse(order.ttl(), limits.ttl());
        Duration idle = requireNonNullElse(order.idle(), limits.idle());
        Duration maxWait = requireNonNullElse(order.maxWait(), limits.maxWait());
        atLeast("ttl", ttl, Duration.ofSeconds(1));
        atLeast("idle", idle, Duration.ofSeconds(1));
        atMost("ttl", ttl, limits.maxTtl(), environment, "max-ttl");
        atMost("max wait", maxWait, limits.maxWait(), environment, "max-wait");
        NamespaceNaming naming = new NamespaceNaming(
                environment.name(), team, user, id, order.labels().getOrDefault("job", id));
        Namespace namespace = order.fork() == null
                ? naming.by(environment.namespace())
                : order.fork().namespace(environment.namespace().name(), naming.variables(), id);
        namespace.requireForeign(order.conf().keySet());
        return new Lease(
                id,
                order.key(),
                secretHash,
                environment.name(),
                team,
                user,
                order.spark(),
                order.conf(),
                order.labels(),
                order.base() == null ? namespace : namespace.on(order.base()),
                ttl,
                idle,
                order.holder(),
                order.implicit(),
                now,
                new LeaseState.Queued(now, now.plus(maxWait)));
    }

    static void atMost(String what, Duration value, Duration cap, Environment environment, String setting) {
        if (value.compareTo(cap) > 0) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "lease " + what + " " + Durations.print(value) + " is above the cap of environment '"
                            + environment.name() + "' (expected: at most " + Durations.print(cap)
                            + "); ask for less or raise environments." + environment.name() + ".lease." + setting);
        }
    }

    private static void atLeast(String what, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "lease " + what + " " + Durations.print(value) + " is too short (expected: at least "
                            + Durations.print(least) + ")");
        }
    }

    private static void checkAccess(Environment environment, String team) {
        if (!environment.access().teams().contains("*")
                && !environment.access().teams().contains(team)) {
            throw new SparkgateException(
                    ErrorCode.ACCESS_DENIED,
                    "team '" + team + "' may not enter environment '" + environment.name() + "' (expected: one of "
                            + String.join(", ", environment.access().teams())
                            + "); name your team or ask for access");
        }
    }

    private static String name(String what, String value) {
        boolean printable = value.chars().noneMatch(Character::isISOControl);
        if (value.isBlank() || value.length() > LONGEST_NAME || !printable) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    what + " '" + value.replaceAll("\\p{Cntrl}", "?") + "' is not a name (expected: 1 to "
                            + LONGEST_NAME + " printable characters)");
        }
        return value;
    }
}
