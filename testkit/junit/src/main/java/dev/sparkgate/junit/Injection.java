package dev.sparkgate.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.List;

/** Knows what can be injected where. */
final class Injection {
    // By name, so that tests without a Spark client can take the lease.
    private static final String SESSION = "org.apache.spark.sql.SparkSession";
    private static final String FIXTURES = "dev.sparkgate.junit.SparkFixtures";
    private static final List<String> HARMLESS = List.of("java.lang.", "org.junit.", "org.jspecify.", "dev.sparkgate.");

    private Injection() {}

    /** Leaves alone what another framework has marked as its own, such as a mocked session. */
    static boolean supports(Class<?> type, AnnotatedElement element) {
        if (type != SparkLease.class
                && !type.getName().equals(FIXTURES)
                && !type.getName().equals(SESSION)) {
            return false;
        }
        for (Annotation annotation : element.getAnnotations()) {
            String name = annotation.annotationType().getName();
            if (HARMLESS.stream().noneMatch(name::startsWith)) {
                return false;
            }
        }
        return true;
    }

    static Object value(Class<?> type, LeaseScope scope) {
        if (type == SparkLease.class) {
            return scope.lease();
        }
        return type.getName().equals(FIXTURES)
                ? new ScopeFixtures(scope)
                : scope.session().session();
    }
}
