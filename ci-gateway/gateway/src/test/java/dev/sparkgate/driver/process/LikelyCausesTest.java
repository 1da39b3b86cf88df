package dev.sparkgate.driver.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.driver.DriverSpec;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.driver.process.SparkRuntime.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LikelyCausesTest {
    @TempDir
    private Path folder;

    private Path jar;

    @BeforeEach
    void writeJar() throws IOException {
        jar = TestJars.write(folder.resolve("spark-core.jar"));
    }

    @Test
    void shouldNameTheDamagedJarWhenAByteInsideIsWrong() throws IOException {
        // Given
        byte[] content = Files.readAllBytes(jar);
        content[45] ^= 0x55;
        Files.write(jar, content);

        // When
        List<String> causes = LikelyCauses.ofExit(plan(), 1, List.of("java.lang.NoClassDefFoundError: x"));

        // Then
        assertThat(causes.get(0)).startsWith(jar + " of Spark 4.1.2").contains("sparkgate runtime install 4.1.2");
    }

    @Test
    void shouldNameMemoryWhenTheKernelKilledTheDriver() {
        // When
        List<String> causes = LikelyCauses.ofExit(plan(), 137, List.of());

        // Then
        assertThat(causes).singleElement().asString().startsWith("memory: the pool's heap of 1g");
    }

    @Test
    void shouldNameTheJavaWhenItIsTooOld() {
        // When
        List<String> causes = LikelyCauses.ofExit(plan(), 1, List.of("x UnsupportedClassVersionError y"));

        // Then
        assertThat(causes).singleElement().asString().contains("Java 17 and 21, this is 11", "JAVA_HOME");
    }

    private LaunchPlan plan() {
        DriverSpec spec = new DriverSpec("d", "p", "c", "g", new Profile("4.1", "1g", Map.of(), List.of(), true));
        SparkRuntime runtime = new SparkRuntime("4.1.2", Origin.MAVEN, "here", List.of(jar), List.of());
        return new LaunchPlan(
                spec, runtime, new Java(Path.of("/java"), "11.0.1", 11), List.of(), List.of(jar.toString()));
    }
}
