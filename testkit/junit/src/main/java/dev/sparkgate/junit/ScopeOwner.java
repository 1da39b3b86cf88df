package dev.sparkgate.junit;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Finds the class whose tests share a lease, by going up from where something is asked for.
 *
 * @param context the class's context: the lease ends with it
 */
record ScopeOwner(ExtensionContext context, LeaseSettings settings) {
    /** The nearest class with the annotation. */
    static ScopeOwner annotated(ExtensionContext start) {
        for (ExtensionContext at = start; at != null; at = parent(at)) {
            WithSparkGateway annotation = annotation(at);
            if (annotation != null) {
                LeaseSettings settings = LeaseSettings.of(annotation);
                return new ScopeOwner(settings.spark().size() > 1 ? at : whole(at), settings);
            }
        }
        throw new ExtensionConfigurationException("SparkGatewayExtension has nothing to go by at "
                + start.getDisplayName() + " (expected: @WithSparkGateway on the class, or"
                + " @RegisterExtension static SparkGatewayExtension spark = SparkGatewayExtension.builder().build())");
    }

    /**
     * Returns the context of a class as a whole: each invocation of a parameterized one has a context of its own, but
     * {@code @BeforeAll} is there once for all of them. Versions of Spark are another matter: a lease is on one.
     */
    private static ExtensionContext whole(ExtensionContext of) {
        ExtensionContext at = of;
        for (ExtensionContext up = parent(at); up != null && type(up) == type(of); up = parent(up)) {
            at = up;
        }
        return at;
    }

    /** The outermost class that has the extension in a static field, or else the class of the instance that has it. */
    static ScopeOwner registered(ExtensionContext start, SparkGatewayExtension extension, LeaseSettings settings) {
        ExtensionContext nearestClass = null;
        ExtensionContext declaring = null;
        for (ExtensionContext at = start; at != null; at = parent(at)) {
            if (annotation(at) != null) {
                throw new ExtensionConfigurationException(at.getDisplayName()
                        + " has @WithSparkGateway and a registered SparkGatewayExtension (expected: one of them,"
                        + " because each has a lease of its own); remove one");
            }
            Class<?> type = type(at);
            if (type != null) {
                nearestClass = nearestClass == null ? at : nearestClass;
                declaring = declares(type, extension) ? at : declaring;
            }
        }
        if (declaring != null) {
            return new ScopeOwner(declaring, settings);
        }
        if (nearestClass != null && (settings.scope() == Scope.METHOD || hasOneInstance(start))) {
            return new ScopeOwner(nearestClass, settings);
        }
        throw new ExtensionConfigurationException(
                "SparkGatewayExtension of scope CLASS is in an instance field, of which"
                        + " each test of " + start.getDisplayName()
                        + " has its own (expected: a static field, or scope METHOD); make it static");
    }

    private static boolean hasOneInstance(ExtensionContext start) {
        return start.getTestInstanceLifecycle().orElse(null) == TestInstance.Lifecycle.PER_CLASS;
    }

    private static boolean declares(Class<?> type, SparkGatewayExtension extension) {
        return ReflectionSupport.streamFields(
                        type,
                        field -> Modifier.isStatic(field.getModifiers())
                                && field.getType() == SparkGatewayExtension.class,
                        HierarchyTraversalMode.TOP_DOWN)
                .anyMatch(field -> value(field) == extension);
    }

    private static @Nullable Object value(Field field) {
        try {
            field.setAccessible(true);
            return field.get(null);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** Returns the annotation of the method that a context is for, itself or one around it; null = it has none. */
    static @Nullable WithSparkGateway ofMethod(ExtensionContext context) {
        return context.getTestMethod()
                .flatMap(method -> AnnotationSupport.findAnnotation(method, WithSparkGateway.class))
                .orElse(null);
    }

    /** Says whether a class around has the annotation. */
    static boolean anyAnnotated(ExtensionContext start) {
        for (ExtensionContext at = start; at != null; at = parent(at)) {
            if (annotation(at) != null) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable WithSparkGateway annotation(ExtensionContext context) {
        Class<?> type = type(context);
        return type == null
                ? null
                : AnnotationSupport.findAnnotation(type, WithSparkGateway.class).orElse(null);
    }

    private static @Nullable Class<?> type(ExtensionContext context) {
        return context.getElement().orElse(null) instanceof Class<?> type ? type : null;
    }

    private static @Nullable ExtensionContext parent(ExtensionContext context) {
        Optional<ExtensionContext> parent = context.getParent();
        return parent.orElse(null);
    }
}
