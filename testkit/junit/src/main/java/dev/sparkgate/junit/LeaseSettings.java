package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What the tests ask for, checked.
 *
 * @param environment empty = that of the surroundings
 * @param spark versions to run on, one after another; empty = the environment's
 * @param ttl empty = the environment's
 * @param fixtures where the fixtures are that the namespace starts with
 * @param strict whether what a scope leaves running fails it
 */
record LeaseSettings(
        String environment,
        Isolation isolation,
        Scope scope,
        List<String> spark,
        Map<String, String> conf,
        String ttl,
        List<String> fixtures,
        Keep keep,
        boolean strict) {
    LeaseSettings {
        requireNonNull(environment, "environment");
        requireNonNull(isolation, "isolation");
        requireNonNull(scope, "scope");
        requireNonNull(ttl, "ttl");
        requireNonNull(keep, "keep");
        spark = List.copyOf(spark);
        conf = Map.copyOf(conf);
        fixtures = List.copyOf(fixtures);
        if (copies(isolation) && scope == Scope.METHOD) {
            throw new ExtensionConfigurationException("isolation = " + isolation
                    + " with scope = METHOD (expected: scope = CLASS, because each method gets a "
                    + (isolation == Isolation.FORK ? "fork" : "copy") + " of what its class has prepared);"
                    + " leave the scope out, or use isolation = NAMESPACE for methods that start empty");
        }
        if (isolation == Isolation.SERVER && keep == Keep.ON_FAILURE) {
            throw new ExtensionConfigurationException(
                    "isolation = SERVER with keep = ON_FAILURE (expected: one of the two,"
                            + " because a driver of its own ends with its scope); leave keep out or use isolation = NAMESPACE");
        }
    }

    /** Returns what says nothing but where. */
    static LeaseSettings plain(String environment, String ttl) {
        return new LeaseSettings(
                environment, Isolation.NAMESPACE, Scope.CLASS, List.of(), Map.of(), ttl, List.of(), Keep.NEVER, false);
    }

    /** @throws ExtensionConfigurationException naming the attribute that is wrong */
    static LeaseSettings of(WithSparkGateway annotation) {
        return new LeaseSettings(
                annotation.environment().strip(),
                annotation.isolation(),
                annotation.scope(),
                versions(List.of(annotation.spark())),
                pairs(List.of(annotation.conf())),
                annotation.ttl().strip(),
                List.of(annotation.fixtures()),
                annotation.keep(),
                annotation.strict());
    }

    /** Returns what a method with the annotation asks for: its scope is the method. */
    static LeaseSettings ofMethod(WithSparkGateway annotation, String method) {
        if (copies(annotation.isolation())
                && (!annotation.environment().isEmpty()
                        || annotation.spark().length > 0
                        || annotation.fixtures().length > 0)) {
            throw new ExtensionConfigurationException("isolation = " + annotation.isolation() + " of " + method
                    + " comes with an environment, a Spark version or fixtures (expected: none of them, because it starts as"
                    + " its class is); remove them or use isolation = NAMESPACE");
        }
        LeaseSettings given = of(annotation);
        return copies(given.isolation()) ? given : given.in(Scope.METHOD);
    }

    private LeaseSettings in(Scope other) {
        return new LeaseSettings(environment, isolation, other, spark, conf, ttl, fixtures, keep, strict);
    }

    /** Returns the same, with what it leaves open. */
    LeaseSettings or(@Nullable String version, @Nullable String life) {
        return new LeaseSettings(
                environment,
                isolation,
                scope,
                spark.isEmpty() && version != null ? List.of(version) : spark,
                conf,
                ttl.isEmpty() && life != null ? life : ttl,
                fixtures,
                keep,
                strict);
    }

    /** Returns the same for one of several versions. */
    LeaseSettings on(String version) {
        return new LeaseSettings(environment, isolation, scope, List.of(version), conf, ttl, fixtures, keep, strict);
    }

    /** Says whether methods get something of their own that starts as the class's. */
    boolean copies() {
        return copies(isolation);
    }

    private static boolean copies(Isolation isolation) {
        return isolation == Isolation.FORK || isolation == Isolation.SESSION;
    }

    private static List<String> versions(List<String> texts) {
        return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
    }

    private static Map<String, String> pairs(List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new ExtensionConfigurationException(
                        "conf '" + text + "' has no key (expected: key=value, like spark.sql.shuffle.partitions=1)");
            }
            String key = text.substring(0, equals).strip();
            if (pairs.put(key, text.substring(equals + 1).strip()) != null) {
                throw new ExtensionConfigurationException(
                        "conf has '" + key + "' twice (expected: each key once); remove one of them");
            }
        }
        return pairs;
    }
}
