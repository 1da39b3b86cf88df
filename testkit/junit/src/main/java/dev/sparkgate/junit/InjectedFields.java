package dev.sparkgate.junit;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Sets the null fields of test classes. Static fields of a superclass are seen by several classes, so it is known which
 * scope has set one, and the field is null again when that scope is over.
 */
final class InjectedFields {
    private final Map<Field, LeaseScope> statics = new ConcurrentHashMap<>();

    void setStatics(Class<?> type, LeaseScope scope) {
        for (Field field : statics(type)) {
            LeaseScope setter = statics.get(field);
            if (setter != null && setter != scope) {
                throw sharedField(field);
            }
            if (setter == null && get(field, null) == null) {
                if (statics.putIfAbsent(field, scope) != null) {
                    throw sharedField(field);
                }
                scope.whenOver(() -> {
                    set(field, null, null);
                    statics.remove(field);
                });
                set(field, null, Injection.value(field.getType(), scope));
            }
        }
    }

    void setInstance(Object instance, LeaseScope scope) {
        for (Field field : unsetOf(instance)) {
            set(field, instance, Injection.value(field.getType(), scope));
        }
    }

    static List<Field> statics(Class<?> type) {
        return fields(type, true);
    }

    static List<Field> unsetOf(Object instance) {
        return fields(instance.getClass(), false).stream()
                .filter(field -> get(field, instance) == null)
                .toList();
    }

    private static List<Field> fields(Class<?> type, boolean ofClass) {
        return ReflectionSupport.findFields(
                type,
                field -> Modifier.isStatic(field.getModifiers()) == ofClass
                        && !Modifier.isFinal(field.getModifiers())
                        && Injection.supports(field.getType(), field),
                HierarchyTraversalMode.TOP_DOWN);
    }

    private static @Nullable Object get(Field field, @Nullable Object instance) {
        try {
            field.setAccessible(true);
            return field.get(instance);
        } catch (ReflectiveOperationException e) {
            throw notAccessible(field, e);
        }
    }

    private static void set(Field field, @Nullable Object instance, @Nullable Object value) {
        try {
            field.set(instance, value);
        } catch (ReflectiveOperationException e) {
            throw notAccessible(field, e);
        }
    }

    private static ExtensionConfigurationException sharedField(Field field) {
        return new ExtensionConfigurationException(
                "static field " + field.getDeclaringClass().getName() + "."
                        + field.getName() + " is shared by classes with leases of their own that run at the same time"
                        + " (expected: one at a time); make it an instance field or take a parameter");
    }

    private static ExtensionConfigurationException notAccessible(Field field, Exception cause) {
        return new ExtensionConfigurationException("field " + field + " can't be set: " + cause, cause);
    }
}
