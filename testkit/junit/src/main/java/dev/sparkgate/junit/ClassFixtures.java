package dev.sparkgate.junit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The fixtures of a test class.
 *
 * @param bundles what the lease starts with, made by the gateway
 * @param datasets what is written into it when its session opens
 */
record ClassFixtures(List<FixtureBundle> bundles, List<DatasetFixture> datasets) {
    private static final String DATASET = "org.apache.spark.sql.Dataset";

    /** Says where a Dataset comes from; its types are not touched here. */
    record DatasetFixture(String table, Method method) {
        Object make(Object session) {
            Object[] arguments = method.getParameterCount() == 0 ? new Object[0] : new Object[] {session};
            return call(method, arguments);
        }
    }

    /** Finds what {@code locations} and the annotations {@link Fixture} of the class name. */
    static ClassFixtures of(Class<?> test, List<String> locations, Path workingFolder) {
        List<FixtureBundle> bundles = new ArrayList<>();
        List<DatasetFixture> datasets = new ArrayList<>();
        locations.forEach(location -> bundles.add(FixtureLocation.read(location, test, workingFolder)));
        for (Field field : AnnotationSupport.findAnnotatedFields(
                test, Fixture.class, any -> true, HierarchyTraversalMode.TOP_DOWN)) {
            requireStatic(field);
            bundles.add(records(field, field.getGenericType(), value(field)));
        }
        for (Method method :
                ReflectionSupport.findMethods(test, ClassFixtures::isFixture, HierarchyTraversalMode.TOP_DOWN)) {
            requireStatic(method);
            if (method.getReturnType().getName().equals(DATASET)) {
                datasets.add(new DatasetFixture(table(method), method));
            } else {
                bundles.add(records(method, method.getGenericReturnType(), call(method)));
            }
        }
        return new ClassFixtures(List.copyOf(bundles), List.copyOf(datasets));
    }

    private static boolean isFixture(Method method) {
        return AnnotationSupport.isAnnotated(method, Fixture.class);
    }

    private static FixtureBundle records(AnnotatedElement element, Type type, Object rows) {
        if (!(rows instanceof List<?> list)) {
            throw new ExtensionConfigurationException("@Fixture " + element + " gives a " + type.getTypeName()
                    + " (expected: a List of records, or a method with a Dataset<Row>); change its type");
        }
        try {
            return RecordRows.bundle(table(element), list, rowType(element, type, list));
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException("@Fixture " + element + ": " + e.getMessage(), e);
        }
    }

    private static Class<?> rowType(AnnotatedElement element, Type type, List<?> rows) {
        if (type instanceof ParameterizedType generic
                && generic.getActualTypeArguments()[0] instanceof Class<?> row
                && row.isRecord()) {
            return row;
        }
        if (!rows.isEmpty() && rows.get(0) instanceof Record first) {
            return first.getClass();
        }
        throw new ExtensionConfigurationException("@Fixture " + element + " gives a " + type.getTypeName()
                + ", of which the columns can't be told (expected: a List of records); make it a List<SomeRecord>");
    }

    private static String table(AnnotatedElement element) {
        String table = AnnotationSupport.findAnnotation(element, Fixture.class)
                .map(Fixture::value)
                .orElse("");
        if (!table.matches("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+){1,2}")) {
            throw new ExtensionConfigurationException("@Fixture(\"" + table + "\") " + element
                    + " is no table name (expected: catalog.database.table or database.table); change it");
        }
        return table;
    }

    private static <T extends AnnotatedElement & Member> void requireStatic(T element) {
        if (!Modifier.isStatic(element.getModifiers())) {
            throw new ExtensionConfigurationException("@Fixture " + element
                    + " is not static (expected: a static field or method, because the tables are there before any"
                    + " instance is); make it static");
        }
        if (element instanceof Method method && ModifierSupport.isAbstract(method)) {
            throw new ExtensionConfigurationException("@Fixture " + element + " is abstract; give it a body");
        }
    }

    private static Object value(Field field) {
        try {
            field.setAccessible(true);
            Object value = field.get(null);
            if (value == null) {
                throw new ExtensionConfigurationException("@Fixture " + field
                        + " is null (expected: a List of records); give it a value where it is declared");
            }
            return value;
        } catch (IllegalAccessException e) {
            throw new ExtensionConfigurationException("@Fixture " + field + " can't be read: " + e, e);
        }
    }

    private static Object call(Method method, Object... arguments) {
        try {
            method.setAccessible(true);
            Object value = method.invoke(null, arguments);
            if (value == null) {
                throw new ExtensionConfigurationException("@Fixture " + method
                        + " gave null (expected: rows); return an empty list for a table without rows");
            }
            return value;
        } catch (InvocationTargetException e) {
            throw new ExtensionConfigurationException("@Fixture " + method + " failed: " + e.getCause(), e.getCause());
        } catch (IllegalAccessException | IllegalArgumentException e) {
            throw new ExtensionConfigurationException(
                    "@Fixture " + method + " can't be called: " + e.getMessage()
                            + " (expected: no parameter, or one of type SparkSession)",
                    e);
        }
    }
}
