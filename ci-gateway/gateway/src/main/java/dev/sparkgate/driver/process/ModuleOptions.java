package dev.sparkgate.driver.process;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a runtime's own launcher jar which module options Spark needs: the list differs by version and by Java. */
final class ModuleOptions {
    private static final String CLASS = "org.apache.spark.launcher.JavaModuleOptions";

    private ModuleOptions() {}

    static List<String> of(SparkRuntime runtime) {
        Path launcher = runtime.classPath().stream()
                .filter(jar -> SparkFolder.name(jar).startsWith("spark-launcher_"))
                .findFirst()
                .orElseThrow(() -> failure(runtime, "it has no spark-launcher jar", null));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {launcher.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Object options = Class.forName(CLASS, true, loader)
                    .getMethod("defaultModuleOptions")
                    .invoke(null);
            return List.of(options.toString().split("\\s+"));
        } catch (IOException | ReflectiveOperationException | LinkageError e) {
            throw failure(runtime, launcher + " does not answer: " + e, e);
        }
    }

    private static SparkgateException failure(SparkRuntime runtime, String reason, @Nullable Throwable cause) {
        return new SparkgateException(
                ErrorCode.RUNTIME_UNAVAILABLE,
                runtime + " cannot be started: " + reason + " (expected: " + CLASS + " in it); use another runtime",
                cause);
    }
}
