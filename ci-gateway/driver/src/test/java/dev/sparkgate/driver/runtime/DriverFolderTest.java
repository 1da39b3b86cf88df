package dev.sparkgate.driver.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverFolderTest {
    @TempDir
    Path path;

    @Test
    void shouldLeaveOnlyTheLogWhenItRemovesItsTraces() throws Exception {
        // Given
        DriverFolder folder = new DriverFolder(path);
        Files.createDirectories(folder.scratch().resolve("a/b"));
        Files.writeString(folder.scratch().resolve("a/b/c"), "x");
        Files.createSymbolicLink(folder.scratch().resolve("link"), path);
        Files.writeString(folder.log(), "x");
        folder.announce(new Properties());
        // When
        folder.removeTraces();
        folder.removeTraces();
        // Then
        assertThat(path).isDirectoryContaining("glob:**/driver.log");
        assertThat(path.toFile().list()).containsExactly("driver.log");
    }
}
