package dev.sparkgate.gateway.config;

import dev.sparkgate.namespace.CatalogSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one of an environment's {@code catalogs}. */
record CatalogReader(String environment, Branches branches) {
    private static final Scalar<String> CLASS =
            Scalars.text("a class name", "like org.example.MyCatalog", "[\\w$]+(\\.[\\w$]+)*");
    private static final Scalar<String> PHYSICAL =
            Scalars.text("a name", "letters, digits, '.', '_' and '-'", "[A-Za-z0-9][A-Za-z0-9._-]*");

    private static final Scalar<String> REST_URI =
            Scalars.text("a URI", "http://HOST:PORT/PATH or https://…", "https?://[^\\s/]+(/\\S*)?");

    /** Holds Spark's built-in functions. */
    private static final String RESERVED_NAME = "system";

    /** Have keys of their own or follow from the type. */
    private static final Set<String> SAID_ELSEWHERE = Set.of("uri", "warehouse", "type", "catalog-impl");

    private record Made(CatalogSpec.Type type, Map<String, String> properties) {}

    CatalogSpec read(String name, Section in) {
        String physical = in.optional(
                "physical", PHYSICAL, "What stands behind it, for people and reports. Default: NAME-ENVIRONMENT.");
        Made made = in.variant(
                "type",
                "isolated: the lease's own; branch: the lease's own, which begins as another environment's; iceberg-rest, iceberg-hadoop: Iceberg catalogs that others fill; conf: any Spark catalog.",
                "isolated",
                List.of(
                        new Section.Variant<>("isolated", isolated -> new Made(CatalogSpec.Type.ISOLATED, Map.of())),
                        new Section.Variant<>("branch", branch -> branch(name, branch)),
                        new Section.Variant<>("iceberg-rest", CatalogReader::rest),
                        new Section.Variant<>("iceberg-hadoop", CatalogReader::hadoop),
                        new Section.Variant<>("conf", CatalogReader::conf)),
                List.of());
        if (name.equals(RESERVED_NAME)) {
            in.problem("type", "catalog name '" + name + "' is Spark's own (expected: any other name); choose another");
        }
        return new CatalogSpec(physical == null ? name + "-" + environment : physical, made.type(), made.properties());
    }

    private Made branch(String name, Section in) {
        String of = in.required(
                "of",
                Scalars.NAME,
                environment,
                "The environment whose catalog of this name it begins as (type branch).");
        if (in.has("of")) {
            branches.add(environment, name, of, in);
        }
        return new Made(CatalogSpec.Type.BRANCH, Map.of());
    }

    private static Made rest(Section in) {
        String uri = in.required("uri", REST_URI, "http://localhost", "The catalog's URI (type iceberg-rest).");
        return made(CatalogSpec.Type.ICEBERG_REST, in, "uri", uri, warehouse(in));
    }

    private static Made hadoop(Section in) {
        String warehouse = warehouse(in);
        if (warehouse == null) {
            in.problem("warehouse", "is missing (expected: the catalog's folder or bucket); add it");
        }
        return made(CatalogSpec.Type.ICEBERG_HADOOP, in, "", null, warehouse);
    }

    private static Made conf(Section in) {
        String catalogClass = in.required("class", CLASS, "stand.In", "The catalog's class (type conf).");
        return made(CatalogSpec.Type.CONF, in, "", catalogClass, null);
    }

    private static @Nullable String warehouse(Section in) {
        return in.optional(
                "warehouse", Scalars.TEXT, "The catalog's warehouse (types iceberg-rest and iceberg-hadoop).");
    }

    private static Made made(
            CatalogSpec.Type type, Section in, String key, @Nullable String value, @Nullable String warehouse) {
        Map<String, String> properties = new LinkedHashMap<>(in.pairs(
                "properties",
                "Spark properties below spark.sql.catalog.NAME. (not for type isolated).",
                property -> refusal(type, property)));
        if (value != null) {
            properties.put(key, value);
        }
        if (warehouse != null) {
            properties.put("warehouse", warehouse);
        }
        return new Made(type, properties);
    }

    private static @Nullable String refusal(CatalogSpec.Type type, String property) {
        if (property.startsWith("spark.")) {
            return "'" + property
                    + "' is a whole setting (expected: what stands after spark.sql.catalog.NAME.); leave the prefix out";
        }
        if (type == CatalogSpec.Type.CONF || !SAID_ELSEWHERE.contains(property)) {
            return null;
        }
        boolean key = property.equals("warehouse") || property.equals("uri") && type == CatalogSpec.Type.ICEBERG_REST;
        return "'" + property + "' is set by the gateway itself (expected: any other property); "
                + (key ? "use the catalog's key " + property : "remove it, or use type conf");
    }
}
