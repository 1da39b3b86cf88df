package dev.sparkgate.driver.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.driver.DriverSpec;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.driver.process.SparkRuntime.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassDataArchivesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path folder;

    private Path jar;
    private ClassDataArchives archives;

    @BeforeEach
    void setUp() throws IOException {
        jar = TestJars.write(folder.resolve("a.jar"));
        archives = new ClassDataArchives(folder, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void shouldUseTheArchiveWhenJavaJarsAndFlagsAreTheSame() throws IOException {
        // Given
        Path archive = Files.createFile(archives.file(plan("-Xmx1g")));

        // When
        var flags = archives.flags(plan("-Xmx1g"));

        // Then
        assertThat(flags)
                .hasValueSatisfying(
                        found -> assertThat(found).contains("-Xshare:auto", "-XX:SharedArchiveFile=" + archive));
        assertThat(Files.getLastModifiedTime(archive).toInstant()).isEqualTo(NOW);
    }

    @Test
    void shouldNotUseTheArchiveWhenAFlagDiffers() throws IOException {
        // Given
        Files.createFile(archives.file(plan("-Xmx1g")));

        // When
        var flags = archives.flags(plan("-Xmx2g"));

        // Then
        assertThat(flags).isEmpty();
    }

    @Test
    void shouldNotUseTheArchiveWhenAJarWasReplaced() throws IOException {
        // Given
        Files.createFile(archives.file(plan("-Xmx1g")));
        Files.setLastModifiedTime(jar, FileTime.from(NOW));

        // When
        var flags = archives.flags(plan("-Xmx1g"));

        // Then
        assertThat(flags).isEmpty();
    }

    @Test
    void shouldKeepTheFourUsedLastAndNoLeftovers() throws IOException {
        // Given
        for (int i = 0; i < 6; i++) {
            Path archive = Files.createFile(folder.resolve(i + ".jsa"));
            Files.setLastModifiedTime(archive, FileTime.from(NOW.plusSeconds(i)));
        }
        Files.createFile(folder.resolve("7.jsa.tmp"));

        // When
        archives.prune();

        // Then
        assertThat(folder).isDirectoryNotContaining("glob:**{0,1}.jsa");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
        assertThat(folder).isDirectoryContaining("glob:**2.jsa").isDirectoryContaining("glob:**5.jsa");
    }

    private LaunchPlan plan(String flag) {
        DriverSpec spec = new DriverSpec("d", "p", "c", "g", new Profile("4.1", "1g", Map.of(), List.of(), true));
        SparkRuntime runtime = new SparkRuntime("4.1.2", Origin.MAVEN, "here", List.of(jar), List.of());
        return new LaunchPlan(
                spec, runtime, new Java(Path.of("/java"), "17.0.1", 17), List.of(flag), List.of(jar.toString()));
    }
}
