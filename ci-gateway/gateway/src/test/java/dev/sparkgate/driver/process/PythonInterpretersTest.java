package dev.sparkgate.driver.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonInterpretersTest {
    @TempDir
    private Path folder;

    @Test
    void shouldPreferThePythonOfTheUsersCommandForFunctions() throws IOException {
        // Given
        Path command = python("command");
        Path configured = python("configured");
        Path virtual = python("venv/bin/python");
        Path onPath = python("bin/python3");
        PythonInterpreters interpreters = new PythonInterpreters(Map.of(
                "SPARKGATE_PYTHON", command.toString(),
                "PYSPARK_PYTHON", configured.toString(),
                "VIRTUAL_ENV", folder.resolve("venv").toString(),
                "PATH", "/nowhere:" + folder.resolve("bin")));

        // When
        var forFunctions = interpreters.forFunctions();
        var forPyspark = interpreters.forPyspark();

        // Then
        assertThat(forFunctions).containsExactly(command, configured, virtual, onPath);
        assertThat(forPyspark).containsExactly(configured, virtual, onPath);
    }

    @Test
    void shouldFindACommandByNameOnThePath() throws IOException {
        // Given
        Path named = python("bin/python3.12");

        // When
        var found = new PythonInterpreters(Map.of(
                        "PYSPARK_PYTHON",
                        "python3.12",
                        "PATH",
                        folder.resolve("bin").toString()))
                .forFunctions();

        // Then
        assertThat(found).containsExactly(named);
    }

    private Path python(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n");
        file.toFile().setExecutable(true);
        return file;
    }
}
