package dev.sparkgate.junit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows the columns that the components of a record become, and their values. */
final class RecordColumns {
    private static final Map<Class<?>, String> TYPES = Map.ofEntries(
            Map.entry(String.class, "STRING"),
            Map.entry(int.class, "INT"),
            Map.entry(Integer.class, "INT"),
            Map.entry(long.class, "BIGINT"),
            Map.entry(Long.class, "BIGINT"),
            Map.entry(short.class, "SMALLINT"),
            Map.entry(Short.class, "SMALLINT"),
            Map.entry(byte.class, "TINYINT"),
            Map.entry(Byte.class, "TINYINT"),
            Map.entry(double.class, "DOUBLE"),
            Map.entry(Double.class, "DOUBLE"),
            Map.entry(float.class, "FLOAT"),
            Map.entry(Float.class, "FLOAT"),
            Map.entry(boolean.class, "BOOLEAN"),
            Map.entry(Boolean.class, "BOOLEAN"),
            Map.entry(BigDecimal.class, "DECIMAL(38,18)"),
            Map.entry(BigInteger.class, "DECIMAL(38,0)"),
            Map.entry(LocalDate.class, "DATE"),
            Map.entry(Instant.class, "TIMESTAMP"),
            Map.entry(LocalDateTime.class, "TIMESTAMP_NTZ"));

    private RecordColumns() {}

    /** Returns each column's Spark SQL type by its name. */
    static Map<String, String> of(Class<?> type) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            columns.put(component.getName(), sql(component.getGenericType(), component));
        }
        return columns;
    }

    /** Says whether a column can't be null. */
    static boolean required(Class<?> type, String column) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getName().equals(column)) {
                return component.getType().isPrimitive();
            }
        }
        return false;
    }

    private static String sql(Type type, RecordComponent component) {
        if (type instanceof Class<?> plain) {
            if (TYPES.containsKey(plain)) {
                return TYPES.getOrDefault(plain, "STRING");
            }
            if (plain.isEnum()) {
                return "STRING";
            }
            if (plain.isRecord()) {
                List<String> fields = new ArrayList<>();
                of(plain).forEach((name, sql) -> fields.add("`" + name + "`: " + sql));
                return "STRUCT<" + String.join(", ", fields) + ">";
            }
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            Type[] arguments = generic.getActualTypeArguments();
            if (Collection.class.isAssignableFrom(raw)) {
                return "ARRAY<" + sql(arguments[0], component) + ">";
            }
            if (Map.class.isAssignableFrom(raw) && arguments[0] == String.class) {
                return "MAP<STRING, " + sql(arguments[1], component) + ">";
            }
        }
        throw new IllegalArgumentException("component '" + component.getName() + "' of "
                + component.getDeclaringRecord().getName() + " is a " + type.getTypeName()
                + " (expected: a string, number, boolean, date or time, an enum, a record, a List or a Map<String, …> of"
                + " such); use another type or a Dataset<Row>");
    }

    /** Returns the values as JSON has them. */
    static Map<String, @Nullable Object> json(Object row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (RecordComponent component : row.getClass().getRecordComponents()) {
            values.put(component.getName(), plain(value(component, row)));
        }
        return values;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? value : String.valueOf(value);
        }
        if (value instanceof Number) {
            return value;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Record) {
            return json(value);
        }
        if (value instanceof Collection<?> many) {
            List<@Nullable Object> list = new ArrayList<>();
            many.forEach(one -> list.add(plain(one)));
            return list;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            map.forEach((key, member) -> members.put(String.valueOf(key), plain(member)));
            return members;
        }
        return value.toString(); // dates and times: ISO 8601
    }

    static @Nullable Object value(RecordComponent component, Object row) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(row);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "component '" + component.getName() + "' of " + row + " can't be read", e);
        }
    }
}
