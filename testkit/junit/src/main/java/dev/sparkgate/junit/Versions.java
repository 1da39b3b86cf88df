package dev.sparkgate.junit;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a class once on each of several Spark versions. */
final class Versions {
    private static final Namespace NAMESPACE = Namespace.create(Versions.class);
    private static final String VERSION = "version";

    private Versions() {}

    static Stream<ClassTemplateInvocationContext> invocations(List<String> versions) {
        return versions.stream().map(On::new);
    }

    /** Returns the settings for the version that is being run. */
    static LeaseSettings chosen(ExtensionContext context, LeaseSettings settings) {
        if (settings.spark().size() < 2) {
            return settings;
        }
        String version = context.getStore(NAMESPACE).get(VERSION, String.class);
        if (version == null) {
            throw new ExtensionConfigurationException("spark = " + settings.spark() + " of "
                    + context.getRequiredTestClass().getName()
                    + " has no session in @BeforeAll or a static field, which are"
                    + " there once for all versions (expected: tests, @BeforeEach, or @BeforeAll of a @Nested class);"
                    + " move it, or fill tables with @Fixture");
        }
        return settings.on(version);
    }

    /** Says whether a context is of one of several versions, or of a class that runs on one only. */
    static boolean settled(ExtensionContext context, LeaseSettings settings) {
        return settings.spark().size() < 2 || context.getStore(NAMESPACE).get(VERSION) != null;
    }

    static void refuseSeveralWithoutTemplate(ExtensionContext context, LeaseSettings settings) {
        if (settings.spark().size() < 2 || context.getStore(NAMESPACE).get(VERSION) != null) {
            return;
        }
        boolean template = AnnotationSupport.isAnnotated(context.getRequiredTestClass(), ClassTemplate.class);
        if (!template) {
            throw new ExtensionConfigurationException("spark = " + settings.spark() + " of "
                    + context.getRequiredTestClass().getName() + " names several versions (expected: one, or JUnit's"
                    + " @ClassTemplate on the class, which runs it once on each); add @ClassTemplate");
        }
    }

    /** Says why a client can't run on a driver of some version; null = it can. Spark serves older clients, not newer ones. */
    static @Nullable String refusal(String version, @Nullable String client) {
        if (client == null) {
            return null;
        }
        int[] of = numbers(client);
        int[] on = numbers(version);
        boolean newer = of[0] > on[0] || (of[0] == on[0] && of[1] > on[1]);
        return newer
                ? "Spark " + version + " does not serve the newer client " + client
                        + " on the class path (expected: a client of at most " + version + ")"
                : null;
    }

    private static int[] numbers(String version) {
        String[] parts = version.split("[.-]", 3);
        try {
            return new int[] {Integer.parseInt(parts[0]), parts.length > 1 ? Integer.parseInt(parts[1]) : 0};
        } catch (NumberFormatException e) {
            return new int[] {0, 0};
        }
    }

    /** One run of a class. */
    private record On(String version) implements ClassTemplateInvocationContext {
        @Override
        public String getDisplayName(int index) {
            return "Spark " + version;
        }

        @Override
        public void prepareInvocation(ExtensionContext context) {
            context.getStore(NAMESPACE).put(VERSION, version);
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of((BeforeClassTemplateInvocationCallback) this::skipUnlessServed);
        }

        private void skipUnlessServed(ExtensionContext context) {
            String refusal = refusal(version, SparkClients.version());
            if (refusal != null) {
                Assumptions.abort(refusal);
            }
        }
    }
}
