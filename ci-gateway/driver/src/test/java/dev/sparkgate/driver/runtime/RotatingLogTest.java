package dev.sparkgate.driver.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogTest {
    @TempDir
    Path folder;

    @Test
    void shouldKeepTheNewestWhenTheLogIsFull() throws Exception {
        // Given
        Path file = folder.resolve("driver.log");
        // When
        try (RotatingLog log = new RotatingLog(file, 10, 2)) {
            for (String line : new String[] {"first...\n", "second..\n", "third...\n", "fourth..\n"}) {
                log.write(line.getBytes(UTF_8));
            }
        }
        // Then
        assertThat(file).hasContent("fourth..\n");
        assertThat(folder.resolve("driver.log.1")).hasContent("third...\n");
        assertThat(folder.resolve("driver.log.2")).hasContent("second..\n");
        assertThat(folder.resolve("driver.log.3")).doesNotExist();
    }

    @Test
    void shouldKeepWhatOthersWroteToTheFileWhenItAppends() throws Exception {
        // Given: the launcher of the process has redirected its output to the file
        Path file = folder.resolve("driver.log");
        try (FileOutputStream launcher = new FileOutputStream(file.toFile(), true);
                RotatingLog log = new RotatingLog(file, 20, 2)) {
            // When
            launcher.write("early\n".getBytes(UTF_8));
            log.write("spark\n".getBytes(UTF_8));
            log.write("a line too many\n".getBytes(UTF_8));
            launcher.write("late\n".getBytes(UTF_8));
        }
        // Then
        assertThat(folder.resolve("driver.log.1")).hasContent("early\nspark\n");
        assertThat(file).hasContent("a line too many\nlate\n");
    }

    @Test
    void shouldWriteALineWholeWhenItIsLargerThanTheLog() throws Exception {
        // Given
        Path file = folder.resolve("driver.log");
        // When
        try (RotatingLog log = new RotatingLog(file, 4, 1)) {
            log.write("longer than four".getBytes(UTF_8));
        }
        // Then
        assertThat(Files.readString(file)).isEqualTo("longer than four");
    }
}
