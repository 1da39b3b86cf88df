package dev.sparkgate.driver.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.driver.process.SparkRuntime.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriverEnvironmentTest {
    @Test
    void shouldKeepTheGatewaysOwnSecretsAndOtherSparksFromTheDriver() {
        // Given
        Map<String, String> inherited = Map.of(
                "PATH", "/bin",
                "SPARKGATE_TOKEN", "secret",
                "SPARKGATE_LEASE_SECRET", "secret",
                "SPARK_REMOTE", "sc://elsewhere",
                "SPARK_HOME", "/another",
                "SPARK_CONNECT_AUTHENTICATE_TOKEN", "of-a-client",
                "PYTHONPATH", "/mine");

        // When
        Map<String, String> variables = variables(inherited, Origin.MAVEN);

        // Then
        assertThat(variables)
                .containsOnly(
                        Map.entry("PATH", "/bin"),
                        Map.entry("SPARK_CONNECT_AUTHENTICATE_TOKEN", "token"),
                        Map.entry("SPARKGATE_DRIVER_GENERATION", "generation"),
                        Map.entry("SPARK_LOCAL_IP", "127.0.0.1"),
                        Map.entry("PYSPARK_PYTHON", "/driver/python"),
                        Map.entry("PYTHONPATH", "/spark/pyspark.zip:/spark/py4j.zip:/mine"));
    }

    @Test
    void shouldSetSparkHomeWhenTheRuntimeIsAnInstalledSpark() {
        // When
        Map<String, String> variables = variables(Map.of("SPARK_HOME", "/another"), Origin.SPARK_HOME);

        // Then
        assertThat(variables).containsEntry("SPARK_HOME", "/spark");
    }

    private static Map<String, String> variables(Map<String, String> inherited, Origin origin) {
        List<Path> python = List.of(Path.of("/spark/pyspark.zip"), Path.of("/spark/py4j.zip"));
        SparkRuntime runtime = new SparkRuntime("4.1.2", origin, "/spark", List.of(), python);
        return DriverEnvironment.of(inherited, runtime, Path.of("/driver/python"), "generation", "token");
    }
}
