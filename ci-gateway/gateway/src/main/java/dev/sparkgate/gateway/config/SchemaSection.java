package dev.sparkgate.gateway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records what is asked for, as a JSON schema (2020-12). It answers every question with the default, so it also serves
 * as a stand-in for a section that cannot be read.
 */
final class SchemaSection implements Section {
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();
    private final List<Object> conditions = new ArrayList<>();

    /** Returns the schema of the mapping that was read. */
    Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("properties", properties);
        if (!conditions.isEmpty()) {
            schema.put("allOf", conditions);
        }
        return schema;
    }

    Set<String> keys() {
        return properties.keySet();
    }

    @Override
    public <T> @Nullable T optional(String key, Scalar<T> scalar, String about) {
        property(key, about, scalar.schema());
        return null;
    }

    @Override
    public <T> T value(String key, Scalar<T> scalar, T fallback, String about) {
        property(key, about, scalar.schema()).put("default", scalar.printer().print(fallback));
        return fallback;
    }

    @Override
    public <T> T required(String key, Scalar<T> scalar, T standIn, String about) {
        property(key, about, scalar.schema());
        required.add(key);
        return standIn;
    }

    @Override
    public <T> List<T> values(String key, Scalar<T> scalar, List<T> fallback, String about) {
        Map<String, Object> property = property(key, about, Map.of("type", "array"));
        property.put("items", scalar.schema());
        property.put("default", fallback.stream().map(scalar.printer()::print).toList());
        return fallback;
    }

    @Override
    public Map<String, String> pairs(String key, String about, Refusal refusal) {
        property(key, about, Map.of("type", "object"))
                .put("additionalProperties", Map.of("type", List.of("string", "number", "boolean")));
        return Map.of();
    }

    @Override
    public <T> T section(String key, String about, Reader<T> reader) {
        SchemaSection within = new SchemaSection();
        T value = reader.read(within);
        property(key, about, within.schema());
        return value;
    }

    @Override
    public <T> Map<String, T> sections(String key, Scalar<String> name, String about, NamedReader<T> reader) {
        SchemaSection within = new SchemaSection();
        reader.read("name", within);
        Map<String, Object> property = property(key, about, Map.of("type", "object"));
        property.put("propertyNames", name.schema());
        property.put("additionalProperties", within.schema());
        return Map.of();
    }

    @Override
    public <T> List<T> list(String key, String about, Reader<T> reader) {
        SchemaSection within = new SchemaSection();
        reader.read(within);
        property(key, about, Map.of("type", "array")).put("items", within.schema());
        return List.of();
    }

    @Override
    public <T> T variant(
            String key, String about, @Nullable String fallback, List<Variant<T>> variants, List<String> later) {
        Map<String, Object> property = property(key, about, Map.of());
        property.put("enum", variants.stream().map(Variant::name).toList());
        if (fallback == null) {
            required.add(key);
        } else {
            property.put("default", fallback);
        }
        for (Variant<T> variant : variants) {
            SchemaSection within = new SchemaSection();
            variant.reader().read(within);
            within.properties.forEach(properties::putIfAbsent);
            if (!within.required.isEmpty()) {
                conditions.add(condition(key, variant.name(), within.required));
            }
        }
        return variants.get(0).reader().read(new SchemaSection());
    }

    @Override
    public boolean has(String key) {
        return false;
    }

    @Override
    public void problem(String key, String message) {
        // a schema has no values that could be wrong
    }

    private static Map<String, Object> condition(String key, String value, List<String> required) {
        Map<String, Object> test = new LinkedHashMap<>();
        test.put("properties", Map.of(key, Map.of("const", value)));
        test.put("required", List.of(key));
        Map<String, Object> condition = new LinkedHashMap<>();
        condition.put("if", test);
        condition.put("then", Map.of("required", required));
        return condition;
    }

    private Map<String, Object> property(String key, String about, Map<String, Object> schema) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("description", about);
        property.putAll(schema);
        properties.put(key, property);
        return property;
    }
}
