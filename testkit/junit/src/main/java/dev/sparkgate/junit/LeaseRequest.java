package dev.sparkgate.junit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request for a lease, complete before it is sent.
 *
 * @param key by which the lease can be released even if no answer comes back
 * @param team null = the gateway's default
 * @param forWhom the test class, for people who look at the gateway
 */
record LeaseRequest(
        String key,
        String environment,
        @Nullable String team,
        String user,
        LeaseSettings settings,
        List<FixtureBundle> fixtures,
        String forWhom) {
    static LeaseRequest make(
            LeaseSettings settings, List<FixtureBundle> fixtures, String forWhom, Surroundings surroundings) {
        String environment = settings.environment().isEmpty()
                ? surroundings.setting("SPARKGATE_ENVIRONMENT", "test")
                : settings.environment();
        return new LeaseRequest(
                UUID.randomUUID().toString(),
                environment,
                surroundings.setting("SPARKGATE_TEAM"),
                surroundings.setting("SPARK_CONNECT_USER", surroundings.user()),
                settings.or(surroundings.setting("SPARKGATE_SPARK"), surroundings.setting("SPARKGATE_TTL")),
                fixtures,
                forWhom);
    }

    /** @param withHolder whether the gateway can see this process, and so knows when it is gone */
    Map<String, Object> body(boolean withHolder) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("environment", environment);
        putUnlessEmpty(body, "team", team);
        body.put("user", user);
        putUnlessEmpty(body, "ttl", settings.ttl());
        if (!settings.spark().isEmpty()) {
            body.put("spark", settings.spark().get(0));
        }
        if (!fixtures.isEmpty()) {
            body.put("fixtures", fixtures.stream().map(FixtureBundle::id).toList());
        }
        common(body, withHolder);
        return body;
    }

    /** Returns the body of a request for a fork, which is like its lease but for what is said here. */
    Map<String, Object> forkBody(boolean withHolder) {
        Map<String, Object> body = new LinkedHashMap<>();
        putUnlessEmpty(body, "ttl", settings.ttl());
        common(body, withHolder);
        return body;
    }

    private void common(Map<String, Object> body, boolean withHolder) {
        if (!settings.conf().isEmpty()) {
            body.put("conf", settings.conf());
        }
        body.put("key", key);
        body.put("labels", Map.of("test", forWhom));
        if (withHolder) {
            holder(body);
        }
    }

    private static void putUnlessEmpty(Map<String, Object> body, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            body.put(name, value);
        }
    }

    private static void holder(Map<String, Object> body) {
        ProcessHandle self = ProcessHandle.current();
        self.info()
                .startInstant()
                .ifPresent(start -> body.put("holder", Map.of("pid", self.pid(), "startedAt", start.toString())));
    }
}
