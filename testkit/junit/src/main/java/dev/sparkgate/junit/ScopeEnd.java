package dev.sparkgate.junit;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.IncompleteExecutionException;

/** Looks at a scope after a test, and at its end: what a failure has left to see, and what was left running. */
final class ScopeEnd {
    private static final Logger LOG = System.getLogger(ScopeEnd.class.getName());

    private final LeaseScope scope;
    private final LeaseSource source;
    private final LeaseSettings settings;

    ScopeEnd(LeaseScope scope, LeaseSource source, LeaseSettings settings) {
        this.scope = requireNonNull(scope, "scope");
        this.source = requireNonNull(source, "source");
        this.settings = requireNonNull(settings, "settings");
    }

    /** @param over whether the scope ends with what the context is of */
    void after(ExtensionContext context, boolean over) {
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure != null && !(failure instanceof IncompleteExecutionException)) {
            failed(context, failure);
            return;
        }
        if (over) {
            leaks(context.getDisplayName());
        }
    }

    private void failed(ExtensionContext context, Throwable failure) {
        HeldLease lease = scope.leaseIfHeld();
        if (lease == null || !scope.firstReport(failure)) {
            return;
        }
        String text = FailureText.of(lease, source.notes(lease), scope.sessionIfOpen());
        if (source.keeps(settings)) {
            scope.keep();
            text = FailureText.entry(lease) + text;
            failure.addSuppressed(new KeptLease(FailureText.entry(lease)));
        }
        publish(context, text);
    }

    private static void publish(ExtensionContext context, String text) {
        try {
            context.publishDirectory("sparkgate", folder -> Files.writeString(folder.resolve("failure.txt"), text));
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.WARNING, "what surrounds the failure could not be attached to the report: " + e.getMessage());
        }
    }

    private void leaks(String whose) {
        HeldSession session = scope.sessionIfOpen();
        if (session == null) {
            return;
        }
        List<String> leaks = Leaks.of(session, source.isStrict(settings));
        if (leaks.isEmpty()) {
            return;
        }
        String text = whose + " has left behind: " + String.join("; ", leaks)
                + " (expected: nothing); stop what a test starts in the test or in @AfterEach";
        if (source.isStrict(settings)) {
            throw new AssertionFailedError(text);
        }
        LOG.log(Level.WARNING, text);
    }

    /** Tells, beside a test's own failure, how to enter what it has left. */
    static final class KeptLease extends RuntimeException {
        private static final long serialVersionUID = 1L;

        KeptLease(@Nullable String message) {
            super(message, null, false, false);
        }
    }
}
