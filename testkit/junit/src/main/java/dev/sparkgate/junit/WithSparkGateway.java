package dev.sparkgate.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Leases a Spark session in a private namespace for the tests of a class, and gives it back at the end, also when tests
 * fail.
 *
 * <p>Constructors, test methods and life-cycle methods take it as a parameter of type {@code SparkSession}; fields of
 * that type are set when they are null. It is the same session everywhere in the scope. {@link SparkLease}, taken in the
 * same two ways, tells which lease it is. Nothing is started before a test that runs asks for one of the two.
 *
 * <p>A {@code @Nested} class shares the lease of the class around it, unless it carries the annotation itself. The
 * annotation is inherited by subclasses and may be part of a composed one.
 *
 * <p>The gateway is the one of the environment variable {@code SPARKGATE_URL}; else a running one of the same user and
 * version; else one is started as a child process, which ends itself when nobody has used it for ten minutes.
 *
 * <p>A value that is not supported yet fails the class with an {@code ExtensionConfigurationException}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(SparkGatewayExtension.class)
public @interface WithSparkGateway {
    /** Names the environment; by default that of the environment variable {@code SPARKGATE_ENVIRONMENT}, else {@code test}. */
    String environment() default "";

    /** Says what the scope has to itself. */
    Isolation isolation() default Isolation.NAMESPACE;

    /** Says how long a lease lasts. */
    Scope scope() default Scope.CLASS;

    /** Asks for a Spark version, such as {@code 4.1}; by default the environment's. */
    String spark() default "";

    /** Adds Spark settings to the sessions of the lease, each as {@code key=value}. */
    String[] conf() default {};

    /** Names fixtures to fill the namespace with. Refused for now, unless empty. */
    String[] fixtures() default {};

    /** Limits the life of the lease, as {@code 10m} or {@code PT10M}; by default the environment's. */
    String ttl() default "";

    /** Says whether the namespace outlives its tests. */
    Keep keep() default Keep.NEVER;
}
