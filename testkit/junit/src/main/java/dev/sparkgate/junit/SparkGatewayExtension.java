package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
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
public final class SparkGatewayExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                ParameterResolver,
                ClassTemplateInvocationContextProvider {
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
        if (nothingAround(context)) {
            return;
        }
        ScopeOwner owner = owner(context);
        Versions.refuseSeveralWithoutTemplate(context, owner.settings());
        if (owner.settings().scope() == Scope.CLASS && Versions.settled(context, owner.settings())) {
            // Nothing is asked of a gateway yet; but what the class says is looked at, as a whole and once.
            scope(context, new Plan(owner.context(), Versions.chosen(context, owner.settings()), null));
        }
        List<Field> statics = InjectedFields.statics(context.getRequiredTestClass());
        if (!statics.isEmpty()) {
            fields(context).setStatics(context.getRequiredTestClass(), scope(context, statics.get(0)));
        }
        // There is an instance already when all the tests share one.
        context.getTestInstances().ifPresent(instances -> {
            refuseFieldsOfOneInstance(owner, instances.getInnermostInstance());
            set(context, instances.getAllInstances());
        });
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        set(context, context.getRequiredTestInstances().getAllInstances());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        finish(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!nothingAround(context)) {
            finish(context);
        }
    }

    /** Tells what a failed test has left, and looks for what a scope that ends now has left behind. */
    private void finish(ExtensionContext context) {
        Plan plan = plan(context, null);
        LeaseScope scope =
                plan == null ? null : plan.place().getStore(NAMESPACE).get(plan.key(), LeaseScope.class);
        if (plan == null || scope == null || scope.leaseIfHeld() == null) {
            return;
        }
        new ScopeEnd(scope, source(context), plan.settings())
                .after(context, plan.place().getUniqueId().equals(context.getUniqueId()));
    }

    /** A scope that could not be made has been told of where it was wanted; its store would throw the same again. */
    private static @Nullable LeaseScope existing(Plan plan) {
        try {
            return plan.place().getStore(NAMESPACE).get(plan.key(), LeaseScope.class);
        } catch (ExtensionConfigurationException toldBefore) {
            return null;
        }
    }

    /** The extension came with a method's annotation, and this is not about that method. */
    private boolean nothingAround(ExtensionContext context) {
        return settings == null && !ScopeOwner.anyAnnotated(context);
    }

    /** One instance can't have another session for each of its methods in the same field. */
    private static void refuseFieldsOfOneInstance(ScopeOwner owner, Object instance) {
        List<Field> unset = InjectedFields.unsetOf(instance);
        if (owner.settings().copies() && !unset.isEmpty()) {
            throw new ExtensionConfigurationException("field " + unset.get(0) + " with isolation = "
                    + owner.settings().isolation()
                    + " and life cycle PER_CLASS (expected: parameters, because each method"
                    + " has a session of its own); take a parameter, or use life cycle PER_METHOD");
        }
    }

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return settings == null
                && ScopeOwner.anyAnnotated(context)
                && owner(context).settings().spark().size() > 1;
    }

    @Override
    public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
        return Versions.invocations(owner(context).settings().spark());
    }

    private void set(ExtensionContext context, List<Object> instances) {
        for (Object instance : instances) {
            List<Field> unset = InjectedFields.unsetOf(instance);
            if (!unset.isEmpty()) {
                fields(context).setInstance(instance, scope(context, unset.get(0)));
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
        LeaseScope scope = scope(context, parameter.getDeclaringExecutable());
        return Injection.value(parameter.getParameter().getType(), scope);
    }

    private ScopeOwner owner(ExtensionContext context) {
        return settings == null ? ScopeOwner.annotated(context) : ScopeOwner.registered(context, this, settings);
    }

    /**
     * Where a scope is kept, and what it is to be.
     *
     * @param base the class's plan, where a method gets a copy of what that has; null = it starts by itself
     */
    private record Plan(
            ExtensionContext place,
            LeaseSettings settings,
            @Nullable Plan base) {
        /** Stores are read through to their parents: the key keeps a nested scope from finding the one around it. */
        String key() {
            return "scope of " + place.getUniqueId();
        }

        String forWhom() {
            return place.getRequiredTestClass().getName()
                    + place.getTestMethod()
                            .map(method -> "#" + method.getName())
                            .orElse("");
        }
    }

    /** @param wanted where something is to be injected, for the message; null = only look */
    private @Nullable Plan plan(ExtensionContext context, @Nullable Object wanted) {
        WithSparkGateway own = settings == null ? ScopeOwner.ofMethod(context) : null;
        if (own != null) {
            return ofMethod(
                    context,
                    LeaseSettings.ofMethod(
                            own, String.valueOf(context.getTestMethod().orElse(null))));
        }
        ScopeOwner owner = owner(context);
        if (wanted == null && !Versions.settled(context, owner.settings())) {
            return null;
        }
        LeaseSettings asked = Versions.chosen(context, owner.settings());
        if (asked.scope() == Scope.METHOD) {
            if (context.getTestMethod().isEmpty() && wanted == null) {
                return null;
            }
            return new Plan(method(context, String.valueOf(wanted)), asked, null);
        }
        Plan ofClass = new Plan(owner.context(), asked, null);
        return asked.copies() && context.getTestMethod().isPresent() ? new Plan(context, asked, ofClass) : ofClass;
    }

    private Plan ofMethod(ExtensionContext context, LeaseSettings asked) {
        if (!asked.copies()) {
            return new Plan(context, asked, null);
        }
        if (!ScopeOwner.anyAnnotated(context)) {
            throw new ExtensionConfigurationException(
                    "isolation = " + asked.isolation() + " on " + context.getRequiredTestMethod()
                            + " starts with what its class has prepared, and the class has no lease (expected: @WithSparkGateway on"
                            + " the class as well); add it");
        }
        ScopeOwner owner = owner(context);
        if (owner.settings().scope() == Scope.METHOD) {
            throw new ExtensionConfigurationException(
                    "isolation = " + asked.isolation() + " on " + context.getRequiredTestMethod()
                            + " in a class of scope = METHOD, which prepares nothing (expected: scope = CLASS);"
                            + " remove one of the two");
        }
        Plan ofClass = new Plan(owner.context(), Versions.chosen(context, owner.settings()), null);
        return new Plan(context, asked, ofClass);
    }

    private LeaseScope scope(ExtensionContext context, Object wanted) {
        return scope(context, requireNonNull(plan(context, wanted), "plan of what is wanted"));
    }

    private LeaseScope scope(ExtensionContext context, Plan plan) {
        LeaseScope base = plan.base() == null ? null : scope(context, plan.base());
        LeaseSource source = source(context);
        return computed(
                plan.place().getStore(NAMESPACE),
                plan.key(),
                LeaseScope.class,
                () -> new LeaseScope(provision(plan, base, source), source.strategy(), plan.forWhom()));
    }

    private static Provision provision(Plan plan, @Nullable LeaseScope base, LeaseSource source) {
        LeaseSettings asked = plan.settings();
        if (base != null && asked.isolation() == Isolation.SESSION) {
            return new OwnSession(base);
        }
        if (base != null) {
            return new OwnFork(base, origin -> reported(plan.place(), source.fork(origin, asked, plan.forWhom())));
        }
        // Methods with a lease of their own start with the fixtures of their class, too.
        ClassFixtures fixtures = ClassFixtures.of(
                plan.place().getRequiredTestClass(),
                asked.fixtures(),
                Path.of("").toAbsolutePath());
        Provision own = asked.isolation() == Isolation.SERVER
                ? new OwnServer(Surroundings.ofThisProcess(), asked, fixtures.bundles(), plan.forWhom())
                : new OwnNamespace(
                        () -> reported(plan.place(), source.acquire(asked, fixtures.bundles(), plan.forWhom())));
        return fixtures.datasets().isEmpty() ? own : new FilledByDatasets(own, fixtures.datasets());
    }

    /** Says in the test report which lease it was, for whoever looks it up at the gateway later. */
    private static HeldLease reported(ExtensionContext place, HeldLease lease) {
        place.publishReportEntry(Map.of("sparkgate.lease", lease.id(), "sparkgate.namespace", lease.namespace()));
        return lease;
    }

    private static ExtensionContext method(ExtensionContext context, String wanted) {
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
                () -> new LeaseSource(Surroundings.ofThisProcess()
                        .with(name -> context.getConfigurationParameter(name).orElse(null))));
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
        private final List<String> fixtures = new ArrayList<>();
        private String environment = "";
        private Isolation isolation = Isolation.NAMESPACE;
        private Scope scope = Scope.CLASS;
        private String spark = "";
        private String ttl = "";
        private Keep keep = Keep.NEVER;
        private boolean strict;

        private Builder() {}

        /** Names the environment. */
        public Builder environment(String name) {
            environment = requireNonNull(name, "name");
            return this;
        }

        /** Says what the scope, or each method in it, has to itself. */
        public Builder isolation(Isolation wanted) {
            isolation = requireNonNull(wanted, "wanted");
            return this;
        }

        /** Says how long a lease lasts. */
        public Builder scope(Scope lasting) {
            scope = requireNonNull(lasting, "lasting");
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

        /** Adds a fixture that the namespace starts with. */
        public Builder fixture(String location) {
            fixtures.add(requireNonNull(location, "location"));
            return this;
        }

        /** Limits the life of the lease. */
        public Builder ttl(Duration duration) {
            ttl = duration.toString();
            return this;
        }

        /** Says whether the namespace outlives its tests. */
        public Builder keep(Keep when) {
            keep = requireNonNull(when, "when");
            return this;
        }

        /** Has a scope fail that leaves something running. */
        public Builder strict() {
            strict = true;
            return this;
        }

        /** Makes the extension. */
        public SparkGatewayExtension build() {
            List<String> versions = spark.isEmpty() ? List.of() : List.of(spark);
            return new SparkGatewayExtension(
                    new LeaseSettings(environment, isolation, scope, versions, conf, ttl, fixtures, keep, strict));
        }
    }
}
