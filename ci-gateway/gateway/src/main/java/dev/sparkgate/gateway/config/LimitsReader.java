package dev.sparkgate.gateway.config;

import dev.sparkgate.route.Environment.Limits;
import dev.sparkgate.text.Durations;
import java.time.Duration;

/** Reads the section {@code lease} of an environment. */
final class LimitsReader {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Scalar<Duration> LIFE = Scalars.duration(Duration.ofSeconds(1), LONGEST);
    private static final Scalar<Duration> WAIT = Scalars.duration(Duration.ZERO, LONGEST);

    private static final Scalar<Integer> QUEUE = Scalars.number("a number of requests", 0, 1_000_000);

    private LimitsReader() {}

    static Limits read(String environment, Section in) {
        Limits defaults = EmbeddedDefaults.LIMITS;
        Duration ttl = in.value("ttl", LIFE, defaults.ttl(), "Given when none is asked for; starts at the grant.");
        Duration maxTtl =
                in.value("max-ttl", LIFE, defaults.maxTtl(), "The most that can be asked for, extensions included.");
        Duration idle = in.value("idle", LIFE, defaults.idle(), "A lease without traffic for so long ends.");
        Duration maxWait = in.value("max-wait", WAIT, defaults.maxWait(), "How long a request may stand in the queue.");
        if (ttl.compareTo(maxTtl) > 0) {
            in.problem(
                    in.has("ttl") ? "ttl" : "max-ttl",
                    "lease ttl " + Durations.print(ttl) + " is above the cap of environment '" + environment
                            + "' (expected: at most " + Durations.print(maxTtl) + "); lower ttl or raise max-ttl");
        }
        int maxQueue = in.value("max-queue", QUEUE, defaults.maxQueue(), "How many requests may stand in the queue.");
        return new Limits(ttl, maxTtl, idle, maxWait, maxQueue);
    }
}
