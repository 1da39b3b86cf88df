package dev.sparkgate.junit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Brings the values of rows, records and files into one form, in which equal means equal. */
final class Cells {
    private Cells() {}

    /** Returns exact numbers as BigDecimal, others as Double, dates as java.time, what is nested as lists and maps. */
    static @Nullable Object plain(@Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Double || value instanceof Float) {
            // A float's own digits: 0.1f is 0.1, not 0.10000000149.
            double number = Double.parseDouble(value.toString());
            return number == 0.0 ? (Object) 0.0 : (Object) number; // -0.0 is 0.0
        }
        if (value instanceof BigDecimal decimal) {
            return exact(decimal);
        }
        if (value instanceof BigInteger integer) {
            return exact(new BigDecimal(integer));
        }
        if (value instanceof Number number) {
            return exact(BigDecimal.valueOf(number.longValue()));
        }
        if (value instanceof java.sql.Date date) {
            return date.toLocalDate();
        }
        if (value instanceof java.sql.Timestamp timestamp) {
            return timestamp.toInstant();
        }
        return value instanceof Enum<?> constant ? constant.name() : nested(value);
    }

    private static Object nested(Object value) {
        if (value instanceof byte[] bytes) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof ByteBuffer buffer) {
            return "0x" + HexFormat.of().formatHex(buffer.array());
        }
        if (value instanceof Row row) {
            List<@Nullable Object> cells = new ArrayList<>();
            for (int i = 0; i < row.length(); i++) {
                cells.add(plain(row.get(i)));
            }
            return cells;
        }
        if (value instanceof Record) {
            return list(values(value));
        }
        if (value instanceof Object[] array) {
            return list(Arrays.asList(array));
        }
        if (value instanceof Collection<?> many) {
            return list(many);
        }
        if (value instanceof Map<?, ?> map) {
            return sorted(map);
        }
        if (value instanceof scala.collection.Map<?, ?> map) {
            return sorted(scala.jdk.javaapi.CollectionConverters.asJava(map));
        }
        if (value instanceof scala.collection.Iterable<?> many) {
            List<@Nullable Object> cells = new ArrayList<>();
            scala.jdk.javaapi.CollectionConverters.asJava(many).forEach(cells::add);
            return list(cells);
        }
        return value;
    }

    /** Returns the components of a record, as they are. */
    static Collection<@Nullable Object> values(Object value) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (java.lang.reflect.RecordComponent component : value.getClass().getRecordComponents()) {
            values.put(component.getName(), RecordColumns.value(component, value));
        }
        return values.values();
    }

    private static List<@Nullable Object> list(Collection<?> many) {
        List<@Nullable Object> cells = new ArrayList<>();
        many.forEach(one -> cells.add(plain(one)));
        return cells;
    }

    private static Map<String, @Nullable Object> sorted(Map<?, ?> map) {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, member) -> sorted.put(String.valueOf(plain(key)), plain(member)));
        return sorted;
    }

    private static BigDecimal exact(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    /** Writes a value for people and files; the same for the same value. */
    static String text(@Nullable Object plain) {
        if (plain instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (plain instanceof List<?> list) {
            return "[" + String.join(", ", list.stream().map(Cells::text).toList()) + "]";
        }
        if (plain instanceof Map<?, ?> map) {
            List<String> members = new ArrayList<>();
            map.forEach((key, value) -> members.add(key + "=" + text(value)));
            return "{" + String.join(", ", members) + "}";
        }
        return String.valueOf(plain);
    }

    /**
     * Reads a cell of a file as a column of some type would hold it; a text that is no such value stays a text, which then
     * differs.
     */
    static @Nullable Object parse(@Nullable String text, String type) {
        if (text == null) {
            return null;
        }
        try {
            String kind = type.replaceAll("\\(.*", "");
            return switch (kind) {
                case "tinyint", "smallint", "int", "bigint", "decimal" -> exact(new BigDecimal(text.strip()));
                case "float", "double" -> plain(Double.valueOf(text.strip()));
                case "boolean" ->
                    text.strip().equalsIgnoreCase("true")
                            ? (Object) Boolean.TRUE
                            : text.strip().equalsIgnoreCase("false") ? (Object) Boolean.FALSE : text;
                case "date" -> LocalDate.parse(text.strip());
                case "timestamp" -> instant(text.strip());
                case "timestamp_ntz" -> LocalDateTime.parse(text.strip().replace(' ', 'T'));
                default -> text;
            };
        } catch (NumberFormatException | DateTimeParseException e) {
            return text;
        }
    }

    private static Instant instant(String text) {
        String iso = text.replace(' ', 'T');
        return iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
                ? Instant.parse(iso)
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }
}
