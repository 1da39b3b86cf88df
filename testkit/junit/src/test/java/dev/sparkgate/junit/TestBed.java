package dev.sparkgate.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/** A gateway of paper, and a JUnit that runs classes against it. */
final class TestBed implements BeforeEachCallback, AfterEachCallback {
    /** What the classes under test want to tell. */
    static final List<Object> SEEN = new CopyOnWriteArrayList<>();

    private StubGateway gateway;
    private EngineExecutionResults results;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        SEEN.clear();
        gateway = new StubGateway();
        System.setProperty("sparkgate.url", gateway.url());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        System.clearProperty("sparkgate.url");
        gateway.close();
    }

    StubGateway gateway() {
        return gateway;
    }

    EngineExecutionResults run(Class<?>... types) {
        return execute(EngineTestKit.engine("junit-jupiter"), types);
    }

    EngineExecutionResults runInParallel(Class<?>... types) {
        return execute(
                EngineTestKit.engine("junit-jupiter")
                        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                        .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4"),
                types);
    }

    private EngineExecutionResults execute(EngineTestKit.Builder builder, Class<?>... types) {
        for (Class<?> type : types) {
            builder.selectors(selectClass(type));
        }
        results = builder.execute();
        return results;
    }

    /** Returns the messages of all failures of the last run, with their causes'. */
    List<String> failures() {
        return failures(results);
    }

    /** Returns the messages of all failures, with their causes'. */
    static List<String> failures(EngineExecutionResults results) {
        return results.allEvents()
                .filter(Event.byPayload(
                        org.junit.platform.engine.TestExecutionResult.class,
                        r -> r.getThrowable().isPresent()))
                .filter(event -> event.getType() == EventType.FINISHED)
                .map(event -> event.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class))
                .map(result -> withCauses(result.getThrowable().orElseThrow()))
                .toList();
    }

    private static String withCauses(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            text.append(at.getClass().getSimpleName())
                    .append(": ")
                    .append(at.getMessage())
                    .append('\n');
        }
        return text.toString();
    }
}
