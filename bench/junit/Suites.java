import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs so many generated classes, as a build would, and says how many tests passed in which time. */
final class Suites {
    private Suites() {}

    public static void main(String[] arguments) throws Exception {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            request.selectors(selectClass(String.format("Suite%02d", i)));
        }
        if (arguments.length > 1) {
            request.selectors(selectClass(arguments[1]));
        }
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher().execute(request.build(), summary);
        }
        summary.getSummary().printFailuresTo(new PrintWriter(System.err), 5);
        System.out.println("passed " + summary.getSummary().getTestsSucceededCount() + " failed "
                + summary.getSummary().getTotalFailureCount());
        System.exit(0);
    }
}
