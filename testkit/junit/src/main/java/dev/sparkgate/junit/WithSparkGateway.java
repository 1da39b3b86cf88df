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
 * <p>On a method it says what that method has instead: {@code isolation = FORK} or {@code SESSION} of its class's lease,
 * which needs the annotation on the class, or a lease of its own.
 *
 * <p>What contradicts itself fails the class with an {@code ExtensionConfigurationException} that says what to do.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
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

    /**
     * Asks for a Spark version, such as {@code 4.1}; by default the environment's. With several versions and JUnit's
     * {@code @ClassTemplate}, the class runs once on each.
     */
    String[] spark() default {};

    /** Adds Spark settings to the sessions of the lease, each as {@code key=value}. */
    String[] conf() default {};

    /**
     * Names fixtures that the namespace starts with: {@code classpath:…} or paths of the working folder, each a fixture file
     * or folder (see {@link Fixture} for rows in code). Classes with the same fixtures share one template.
     */
    String[] fixtures() default {};

    /** Limits the life of the lease, as {@code 10m} or {@code PT10M}; by default the environment's. */
    String ttl() default "";

    /** Says whether the namespace outlives its tests. */
    Keep keep() default Keep.NEVER;

    /**
     * Says whether a scope fails that leaves streaming queries, cached tables or, in the class's own session, running
     * operations behind; else that is a warning.
     */
    boolean strict() default false;
}
