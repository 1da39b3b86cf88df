package dev.sparkgate.driver.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.OutputFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseFileIOTest {
    @TempDir
    Path folder;

    private final LeaseFileIO io = new LeaseFileIO();

    @BeforeEach
    void configure() {
        io.setConf(new Configuration());
    }

    @Test
    void shouldReadWhatItWroteWhenThePathIsUnusual() throws Exception {
        // Given
        String location = "file:" + folder + "/a b/100%25/#x";
        OutputFile output = io.newOutputFile(location);
        // When
        try (var out = output.create()) {
            out.write(new byte[] {1, 2, 3});
            out.write(4);
            assertThat(out.getPos()).isEqualTo(4);
        }
        // Then
        assertThat(output.location()).isEqualTo(location);
        assertThat(io.newInputFile(location).getLength()).isEqualTo(4);
        try (var in = output.toInputFile().newStream()) {
            in.seek(2);
            assertThat(in.readAllBytes()).containsExactly(3, 4);
        }
        assertThat(folder.resolve("a b/100%25/#x")).exists();
    }

    @Test
    void shouldSeeTheSameFileWhenHadoopWroteIt() throws Exception {
        // Given
        Files.writeString(folder.resolve("f"), "ten  bytes");
        // When
        var direct = io.newInputFile("file://" + folder + "/f");
        var throughHadoop = io.newInputFile(folder + "/f");
        // Then
        assertThat(direct.getLength()).isEqualTo(throughHadoop.getLength()).isEqualTo(10);
        assertThat(direct).isInstanceOf(LocalInput.class);
        assertThat(throughHadoop).isNotInstanceOf(LocalInput.class);
    }

    @Test
    void shouldRefuseToCreateAFileWhenItExists() throws Exception {
        // Given
        Files.writeString(folder.resolve("f"), "old");
        OutputFile output = io.newOutputFile("file:" + folder + "/f");
        // When // Then
        assertThatThrownBy(output::create).isInstanceOf(AlreadyExistsException.class);
        output.createOrOverwrite().close();
        assertThat(folder.resolve("f")).isEmptyFile();
    }

    @Test
    void shouldSayNotFoundWhenTheFileIsAbsent() {
        // Given
        var input = io.newInputFile("file:" + folder + "/absent");
        // When // Then
        assertThat(input.exists()).isFalse();
        assertThatThrownBy(input::newStream).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(input::getLength).isInstanceOf(NotFoundException.class);
        io.deleteFile(input.location());
    }
}
