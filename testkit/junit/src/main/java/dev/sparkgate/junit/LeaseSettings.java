package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What the tests ask for, checked.
 *
 * @param environment empty = that of the surroundings
 * @param spark empty = the environment's
 * @param ttl empty = the environment's
 */
record LeaseSettings(String environment, Scope scope, String spark, Map<String, String> conf, String ttl) {
    LeaseSettings {
        requireNonNull(environment, "environment");
        requireNonNull(scope, "scope");
        requireNonNull(spark, "spark");
        requireNonNull(ttl, "ttl");
        conf = Map.copyOf(conf);
    }

    /** @throws ExtensionConfigurationException naming the attribute that is wrong or not possible yet */
    static LeaseSettings of(WithSparkGateway annotation) {
        return new LeaseSettings(
                        annotation.environment().strip(),
                        annotation.scope(),
                        annotation.spark().strip(),
                        pairs(List.of(annotation.conf())),
                        annotation.ttl().strip())
                .refuseWhatIsNotPossibleYet(annotation.isolation(), List.of(annotation.fixtures()), annotation.keep());
    }

    LeaseSettings refuseWhatIsNotPossibleYet(Isolation isolation, List<String> fixtures, Keep keep) {
        if (isolation != Isolation.NAMESPACE) {
            throw new ExtensionConfigurationException("isolation = " + isolation
                    + " is not possible yet (expected: NAMESPACE, a namespace of its own); leave the attribute out");
        }
        if (!fixtures.isEmpty()) {
            throw new ExtensionConfigurationException(
                    "fixtures = " + fixtures
                            + " are not possible yet (expected: none); create the tables in a @BeforeEach or @BeforeAll method");
        }
        if (keep != Keep.NEVER) {
            throw new ExtensionConfigurationException("keep = " + keep
                    + " is not possible yet (expected: NEVER); stop in the debugger to look at the namespace");
        }
        return this;
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
