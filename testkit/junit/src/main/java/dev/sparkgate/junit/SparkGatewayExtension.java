package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Does what {@link WithSparkGateway} says; to be registered by hand where an annotation is not enough:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SparkGatewayExtension SPARK =
 *         SparkGatewayExtension.builder().conf("spark.sql.shuffle.partitions", "1").build();
 * }</pre>
 *
 * <p>In a static field its lease lasts as long as the class, unless the scope is {@link Scope#METHOD}. A class has the
 * annotation or the field, not both.
 */
public final class SparkGatewayExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SparkGatewayExtension.class);

    private final @Nullable LeaseSettings settings;

    /** Makes the extension that goes by {@link WithSparkGateway}; JUnit calls this. */
    public SparkGatewayExtension() {
        this(null);
    }

    private SparkGatewayExtension(@Nullable LeaseSettings settings) {
        this.settings = settings;
    }

    /** Starts an extension that has its settings from code. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ScopeOwner owner = owner(context);
        List<Field> statics = InjectedFields.statics(context.getRequiredTestClass());
        if (!statics.isEmpty()) {
            fields(context).setStatics(context.getRequiredTestClass(), scope(context, owner, statics.get(0)));
        }
        // There is an instance already when all the tests share one.
        context.getTestInstances().ifPresent(instances -> set(context, instances.getAllInstances()));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        set(context, context.getRequiredTestInstances().getAllInstances());
    }

    private void set(ExtensionContext context, List<Object> instances) {
        for (Object instance : instances) {
            List<Field> unset = InjectedFields.unsetOf(instance);
            if (!unset.isEmpty()) {
                fields(context).setInstance(instance, scope(context, owner(context), unset.get(0)));
            }
        }
    }

    /** Lets a constructor see the context of the test method that the instance is for, so that both get one lease. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Injection.supports(parameter.getParameter().getType(), parameter.getParameter());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        LeaseScope scope = scope(context, owner(context), parameter.getDeclaringExecutable());
        return Injection.value(parameter.getParameter().getType(), scope);
    }

    private ScopeOwner owner(ExtensionContext context) {
        return settings == null ? ScopeOwner.annotated(context) : ScopeOwner.registered(context, this, settings);
    }

    /** @param wanted where something is to be injected, for the message */
    private LeaseScope scope(ExtensionContext context, ScopeOwner owner, Object wanted) {
        ExtensionContext place = owner.settings().scope() == Scope.CLASS ? owner.context() : method(context, wanted);
        String forWhom = place.getRequiredTestClass().getName()
                + place.getTestMethod().map(method -> "#" + method.getName()).orElse("");
        LeaseSource source = source(context);
        // Stores are read through to their parents: the key keeps a nested scope from finding the one around it.
        return computed(
                place.getStore(NAMESPACE),
                "scope of " + place.getUniqueId(),
                LeaseScope.class,
                () -> new LeaseScope(() -> reported(place, source.acquire(owner.settings(), forWhom))));
    }

    /** Says in the test report which lease it was, for whoever looks it up at the gateway later. */
    private static HeldLease reported(ExtensionContext place, HeldLease lease) {
        place.publishReportEntry(Map.of("sparkgate.lease", lease.id(), "sparkgate.namespace", lease.namespace()));
        return lease;
    }

    private static ExtensionContext method(ExtensionContext context, Object wanted) {
        if (context.getTestMethod().isPresent()) {
            return context;
        }
        throw new ExtensionConfigurationException("scope = METHOD has no session outside of a test method: " + wanted
                + " (expected: a parameter of a test method, @BeforeEach or @AfterEach, or an instance field of"
                + " life cycle PER_METHOD); move it or use scope = CLASS");
    }

    private static LeaseSource source(ExtensionContext context) {
        return computed(
                context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE),
                LeaseSource.class,
                LeaseSource.class,
                () -> new LeaseSource(Surroundings.ofThisProcess()));
    }

    private static InjectedFields fields(ExtensionContext context) {
        return computed(
                context.getRoot().getStore(NAMESPACE), InjectedFields.class, InjectedFields.class, InjectedFields::new);
    }

    @SuppressWarnings("deprecation") // its replacement computeIfAbsent came with JUnit 6; this is in 5.13 as well
    private static <T> T computed(Store store, Object key, Class<T> type, Supplier<T> make) {
        return requireNonNull(store.getOrComputeIfAbsent(key, ignored -> make.get(), type));
    }

    /** Collects the settings of an extension; what is not set is as in {@link WithSparkGateway}. */
    public static final class Builder {
        private final Map<String, String> conf = new LinkedHashMap<>();
        private String environment = "";
        private Scope scope = Scope.CLASS;
        private String spark = "";
        private String ttl = "";

        private Builder() {}

        /** Names the environment. */
        public Builder environment(String name) {
            environment = requireNonNull(name, "name");
            return this;
        }

        /** Says how long a lease lasts. */
        public Builder scope(Scope newScope) {
            scope = requireNonNull(newScope, "newScope");
            return this;
        }

        /** Asks for a Spark version, such as {@code 4.1}. */
        public Builder spark(String version) {
            spark = requireNonNull(version, "version");
            return this;
        }

        /** Adds a Spark setting to the sessions of the lease. */
        public Builder conf(String key, String value) {
            conf.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
            return this;
        }

        /** Limits the life of the lease. */
        public Builder ttl(Duration duration) {
            ttl = duration.toString();
            return this;
        }

        /** Makes the extension. */
        public SparkGatewayExtension build() {
            return new SparkGatewayExtension(new LeaseSettings(environment, scope, spark, conf, ttl));
        }
    }
}
