package dev.sparkgate.driver.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonShimTest {
    @TempDir
    private Path folder;

    @Test
    void shouldRunTheFirstPythonThatExistsWithAllArguments() throws IOException {
        // Given
        Path python = folder.resolve("it's a python");
        Files.writeString(python, "#!/bin/sh\necho \"$0:$1:$2\"\n");
        python.toFile().setExecutable(true);
        Path shim = shim(List.of(folder.resolve("gone"), python));

        // When
        String output = PythonInterpreters.run(shim, List.of("-m", "two words"));

        // Then
        assertThat(output).isEqualTo(python + ":-m:two words");
    }

    @Test
    void shouldSayWhatToDoWhenThereIsNoPython() throws IOException {
        // Given
        Path shim = shim(List.of());

        // When
        var failure = assertThatThrownBy(() -> PythonInterpreters.run(shim, List.of()));

        // Then
        failure.hasMessageContaining("install Python 3 or set SPARKGATE_PYTHON");
    }

    private Path shim(List<Path> interpreters) throws IOException {
        Path shim = folder.resolve("shim");
        PythonShim.write(shim, interpreters, folder.resolve("pending"));
        return shim;
    }
}
