package dev.sparkgate.driver.process;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Sees to Python sources beside the start of a driver, which never waits for them. */
final class PythonSetup implements AutoCloseable {
    private final PythonSources sources;
    /** Tried once in a gateway's life. */
    private final Set<String> tried = ConcurrentHashMap.newKeySet();

    private final ExecutorService executor = Executors.newSingleThreadExecutor(runnable -> {
        Thread thread = new Thread(runnable, "sparkgate-python");
        thread.setDaemon(true);
        return thread;
    });

    PythonSetup(Map<String, String> environment) {
        this.sources = new PythonSources(new PythonInterpreters(environment));
    }

    /** Starts installing what is missing. */
    void prepare(SparkRuntime runtime) {
        if (PythonSources.isMissing(runtime) && tried.add(runtime.version())) {
            executor.execute(() -> sources.install(runtime));
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
