package dev.sparkgate.driver.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarCheckTest {
    @TempDir
    private Path folder;

    private Path whole;
    private Path jar;

    @BeforeEach
    void writeJars() throws IOException {
        whole = TestJars.write(folder.resolve("whole.jar"));
        jar = TestJars.write(folder.resolve("other.jar"));
    }

    @Test
    void shouldFindNothingWhenAllJarsAreWhole() {
        // When
        var broken = JarCheck.full(List.of(whole, jar));

        // Then
        assertThat(broken).isEmpty();
    }

    @Test
    void shouldFindTheJarWhenItIsCutShort() throws IOException {
        // Given
        byte[] content = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(content, content.length - 30));

        // When
        var broken = JarCheck.quick(List.of(whole, jar));

        // Then
        assertThat(broken).hasValueSatisfying(found -> assertThat(found.jar()).isEqualTo(jar));
    }

    @Test
    void shouldFindTheJarWhenItIsMissing() throws IOException {
        // Given
        Files.delete(jar);

        // When
        var broken = JarCheck.quick(List.of(whole, jar));

        // Then
        assertThat(broken).contains(new JarCheck.Broken(jar, "missing"));
    }

    @Test
    void shouldFindTheJarOnlyByReadingItThroughWhenAByteInsideIsWrong() throws IOException {
        // Given
        byte[] content = Files.readAllBytes(jar);
        content[45] ^= 0x55;
        Files.write(jar, content);

        // When
        var quick = JarCheck.quick(List.of(whole, jar));
        var full = JarCheck.full(List.of(whole, jar));

        // Then
        assertThat(quick).isEmpty();
        assertThat(full).hasValueSatisfying(found -> assertThat(found.jar()).isEqualTo(jar));
    }
}
