package dev.sparkgate.driver.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sparkgate.driver.ProgressListener;
import dev.sparkgate.driver.process.SparkRuntime.Origin;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkRuntimesTest {
    @TempDir
    private Path folder;

    private FakeArtifacts artifacts;

    @BeforeEach
    void setUp() {
        artifacts = new FakeArtifacts(folder.resolve("repository"));
    }

    @Test
    void shouldTakeSparkHomeWhenItsVersionFits() throws IOException {
        // Given
        Path home = TestJars.sparkHome(folder.resolve("spark"), "4.1.1");
        Path python = TestJars.python(folder.resolve("python"), TestJars.sparkHome(folder.resolve("pyspark"), "4.1.2"));
        SparkRuntimes runtimes = runtimes(Map.of("SPARK_HOME", home.toString(), "PYSPARK_PYTHON", python.toString()));

        // When
        SparkRuntime runtime = locate(runtimes, "4.1");

        // Then
        assertThat(runtime.origin()).isEqualTo(Origin.SPARK_HOME);
        assertThat(runtime.version()).isEqualTo("4.1.1");
        assertThat(names(runtime.classPath()))
                .containsExactly(
                        "slf4j-api-2.0.17.jar",
                        "spark-connect_2.13-4.1.1.jar",
                        "spark-core_2.13-4.1.1.jar",
                        "spark-sql_2.13-4.1.1.jar",
                        "iceberg-spark-runtime-4.1_2.13-1.12.0.jar");
        assertThat(names(runtime.pythonPath())).containsExactly("pyspark.zip", "py4j-0.10.9.9-src.zip");
    }

    @Test
    void shouldTakePysparkWhenSparkHomeIsAnotherVersion() throws IOException {
        // Given
        Path home = TestJars.sparkHome(folder.resolve("spark"), "4.0.1");
        Path python = TestJars.python(folder.resolve("python"), TestJars.sparkHome(folder.resolve("pyspark"), "4.1.2"));
        SparkRuntimes runtimes = runtimes(Map.of("SPARK_HOME", home.toString(), "PYSPARK_PYTHON", python.toString()));

        // When
        SparkRuntime runtime = locate(runtimes, "4.1.2");

        // Then
        assertThat(runtime.origin()).isEqualTo(Origin.PYSPARK);
        assertThat(runtime.where()).isEqualTo(folder.resolve("pyspark").toString());
    }

    @Test
    void shouldTakePysparkOfTheVirtualEnvironmentWhenItIsTheOnlyOne() throws IOException {
        // Given
        Files.createDirectories(folder.resolve("venv/bin"));
        TestJars.python(folder.resolve("venv/bin/python"), TestJars.sparkHome(folder.resolve("pyspark"), "4.1.2"));

        // When
        SparkRuntime runtime =
                locate(runtimes(Map.of("VIRTUAL_ENV", folder.resolve("venv").toString())), "4.1");

        // Then
        assertThat(runtime.origin()).isEqualTo(Origin.PYSPARK);
    }

    @Test
    void shouldResolveFromMavenWhenPysparkIsTheThinClient() throws IOException {
        // Given
        Path python = TestJars.python(folder.resolve("python"), Files.createDirectories(folder.resolve("thin")));

        // When
        SparkRuntime runtime = locate(runtimes(Map.of("PYSPARK_PYTHON", python.toString())), "4.1");

        // Then
        assertThat(runtime.origin()).isEqualTo(Origin.MAVEN);
        assertThat(runtime.version()).isEqualTo("4.1.2");
        assertThat(names(runtime.classPath()))
                .containsExactly(
                        "spark-connect_2.13-4.1.2.jar",
                        "spark-mllib_2.13-4.1.0.jar",
                        "spark-mllib-local_2.13-4.1.0.jar",
                        "iceberg-spark-runtime-4.1_2.13-1.12.0.jar");
    }

    @Test
    void shouldNotResolveAgainWhenAnotherProcessHasAndMavenIsOutOfReach() {
        // Given
        SparkRuntime first = locate(runtimes(Map.of()), "4.0");
        artifacts.reachable = false;

        // When
        SparkRuntime second = locate(runtimes(Map.of()), "4.0.1");

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(artifacts.requests).hasSize(1);
    }

    @Test
    void shouldResolveAgainWhenAJarIsGone() throws IOException {
        // Given
        SparkRuntime first = locate(runtimes(Map.of()), "4.1");
        Files.delete(first.classPath().get(1));

        // When
        SparkRuntime second = locate(runtimes(Map.of()), "4.1");

        // Then
        assertThat(second.classPath()).allMatch(Files::exists);
        assertThat(artifacts.requests).hasSize(2);
    }

    @Test
    void shouldSayWhatWasTriedInOrderWhenThereIsNoRuntime() throws IOException {
        // Given
        artifacts.reachable = false;
        Path home = TestJars.sparkHome(folder.resolve("spark"), "4.0.1");
        Path python = TestJars.python(folder.resolve("python"), Files.createDirectories(folder.resolve("thin")));
        SparkRuntimes runtimes = runtimes(Map.of("SPARK_HOME", home.toString(), "PYSPARK_PYTHON", python.toString()));

        // When
        var failure = assertThatThrownBy(() -> locate(runtimes, "4.1"));

        // Then
        failure.isInstanceOfSatisfying(
                SparkgateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RUNTIME_UNAVAILABLE));
        failure.hasMessage("no Spark 4.1 can be had; tried in this order:"
                + "\n  - SPARK_HOME (" + home + "): it is Spark 4.0.1, wanted is 4.1"
                + "\n  - pyspark of " + python + ": it has no jars (pyspark-client is a client only)"
                + "\n  - Maven (org.apache.spark:spark-connect_2.13:4.1.2): Could not find artifact x in central"
                + "\nrun sparkgate runtime install 4.1 once where Maven's repositories can be reached, or point SPARK_HOME"
                + " at an unpacked Spark of that version");
    }

    @Test
    void shouldRefuseSparkHomeWhenItHasNoConnect() throws IOException {
        // Given
        artifacts.reachable = false;
        Path home = TestJars.sparkHome(folder.resolve("spark"), "4.1.2");
        Files.delete(home.resolve("jars/spark-connect_2.13-4.1.2.jar"));

        // When
        var failure = assertThatThrownBy(() -> locate(runtimes(Map.of("SPARK_HOME", home.toString())), "4.1"));

        // Then
        failure.hasMessageContaining("Spark 4.1.2 there has no spark-connect_2.13-*.jar");
    }

    @Test
    void shouldNameTheKnownVersionsWhenTheWantedOneIsNone() {
        // When
        var failure = assertThatThrownBy(() -> locate(runtimes(Map.of()), "latest"));

        // Then
        failure.hasMessageStartingWith("Spark version 'latest' is not known (expected: 4.0, 4.1, 4.2 or an exact one");
        assertThat(artifacts.requests).isEmpty();
    }

    @Test
    void shouldNameFileAndMendWhenAnInstalledJarIsDamaged() {
        // Given
        Path damaged = folder.resolve("repository/spark-connect_2.13-4.1.2.jar");
        Artifacts truncating = (what, request, progress) -> {
            List<Path> jars = artifacts.resolve(what, request, progress);
            byte[] content = Files.readAllBytes(damaged);
            Files.write(damaged, Arrays.copyOf(content, content.length / 2));
            return jars;
        };

        // When
        var failure = assertThatThrownBy(() ->
                new SparkRuntimes(folder.resolve("home"), Map.of(), truncating).install("4.1", ProgressListener.NONE));

        // Then
        failure.hasMessageStartingWith(damaged + " of Spark 4.1.2 from Maven");
        failure.hasMessageEndingWith("delete it and run sparkgate runtime install 4.1.2");
    }

    @Test
    void shouldSayWhetherAVersionWouldHaveToBeDownloaded() throws IOException {
        // Given
        SparkRuntimes runtimes = runtimes(Map.of());
        boolean before = runtimes.isRemembered("4.1");

        // When
        SparkRuntime located = locate(runtimes, "4.1");

        // Then
        assertThat(before).isFalse();
        assertThat(runtimes.isRemembered("4.1")).isTrue();
        Files.delete(located.classPath().get(0));
        assertThat(runtimes.isRemembered("4.1")).isFalse();
    }

    @Test
    void shouldListWhatIsHereWithoutResolvingAnything() throws IOException {
        // Given
        Path home = TestJars.sparkHome(folder.resolve("spark"), "4.0.1");
        locate(runtimes(Map.of()), "4.1");

        // When
        List<SparkRuntime> installed =
                runtimes(Map.of("SPARK_HOME", home.toString())).installed();

        // Then
        assertThat(installed)
                .extracting(SparkRuntime::version, SparkRuntime::origin)
                .containsExactly(tuple("4.0.1", Origin.SPARK_HOME), tuple("4.1.2", Origin.MAVEN));
        assertThat(artifacts.requests).hasSize(1);
    }

    @Test
    void shouldLeaveOutWhatTheRuntimeHasWhenPackagesAreResolved() {
        // Given
        SparkRuntimes runtimes = runtimes(Map.of());
        SparkRuntime runtime = locate(runtimes, "4.1");

        // When
        List<Path> packages = runtimes.packages(
                List.of("org.postgresql:postgresql:42.7.14", "org.apache.spark:spark-connect_2.13:4.1.2"),
                runtime,
                ProgressListener.NONE);

        // Then
        assertThat(names(packages)).containsExactly("postgresql-42.7.14.jar");
        assertThat(artifacts.requests.get(1).excluded()).contains("org.apache.spark", "org.scala-lang");
    }

    private SparkRuntimes runtimes(Map<String, String> environment) {
        return new SparkRuntimes(folder.resolve("home"), environment, artifacts);
    }

    private static SparkRuntime locate(SparkRuntimes runtimes, String wanted) {
        return runtimes.locate(wanted, ProgressListener.NONE);
    }

    private static List<String> names(List<Path> paths) {
        return paths.stream().map(SparkFolder::name).toList();
    }
}
