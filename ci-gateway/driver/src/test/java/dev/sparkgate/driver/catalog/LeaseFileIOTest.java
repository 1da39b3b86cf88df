package dev.sparkgate.driver.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.hadoop.SerializableConfiguration;
import org.apache.iceberg.io.OutputFile;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.reflect.ClassTag$;

class LeaseFileIOTest {
    @TempDir
    Path folder;

    private LeaseFileIO io;

    @BeforeEach
    void configure() {
        io = new LeaseFileIO(
                new Reach(folder.resolve("namespaces/own"), List.of(folder.resolve("templates/base")), false),
                new HadoopFileIO(new Configuration()));
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
    void shouldDeleteOnlyWhatIsItsOwn() throws Exception {
        // Given
        List<Path> files = List.of(
                file("namespaces/own/pedregal/f"),
                file("namespaces/other/pedregal/f"),
                file("namespaces/owned/f"),
                file("templates/base/pedregal/f"),
                file("elsewhere/f"));
        // When
        for (String form : List.of("file:%s", "file://%s", "file:///%s", "FILE:%s", "file://localhost%s", "%s")) {
            files.forEach(file -> io.deleteFile(form.formatted(file)));
        }
        files.forEach(file -> io.deleteFile("file:" + folder + "/namespaces/own/../../" + folder.relativize(file)));
        // Then
        assertThat(files.get(0)).doesNotExist();
        assertThat(files.subList(1, 5)).allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void shouldDeleteNothingWhenItHasForks() throws Exception {
        // Given
        Path file = file("namespaces/own/pedregal/f");
        Path forks = Files.createDirectory(folder.resolve("namespaces/own/.forks"));
        // When
        io.deleteFile("file:" + file);
        // Then
        assertThat(file).exists();
        Files.delete(forks);
        io.deleteFile("file:" + file);
        assertThat(file).doesNotExist();
    }

    @Test
    void shouldReadButNotWriteWhatItIsAForkOf() throws Exception {
        // Given
        Path base = file("templates/base/pedregal/f");
        // When // Then
        assertThat(io.newInputFile("file:" + base).getLength()).isEqualTo(1);
        assertThat(io.newInputFile(base.toString()).getLength()).isEqualTo(1);
        for (String location : List.of("file:" + base, base + "2", "file:" + folder + "/namespaces/own/../x")) {
            assertThatThrownBy(() -> io.newOutputFile(location))
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("is not of this namespace and is read-only for it");
        }
        assertThat(io.newOutputFile("file:" + folder + "/elsewhere")).isNotNull();
    }

    @Test
    void shouldRefuseToReadWhatBelongsToAnotherNamespace() throws Exception {
        // Given
        List<Path> foreign = List.of(file("namespaces/other/f"), file("templates/other/f"));
        // When // Then
        for (Path file : foreign) {
            assertThatThrownBy(() -> io.newInputFile("file:" + file))
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("belongs to another namespace");
            assertThatThrownBy(() -> io.newInputFile(file.toString(), 1)).isInstanceOf(ForbiddenException.class);
        }
    }

    @Test
    void shouldWriteNowhereElseWhenItIsConfined() {
        // Given
        LeaseFileIO confined = new LeaseFileIO(
                new Reach(folder.resolve("namespaces/own"), List.of(), true), new HadoopFileIO(new Configuration()));
        // When // Then
        for (String location : List.of("file:" + folder + "/elsewhere", "s3://bucket/x", "/x")) {
            assertThatThrownBy(() -> confined.newOutputFile(location)).isInstanceOf(ForbiddenException.class);
        }
        assertThat(confined.newOutputFile("file:" + folder + "/namespaces/own/x"))
                .isNotNull();
    }

    @Test
    void shouldKeepToItsReachWhenItHasTravelled() throws Exception {
        // Given
        Path own = file("namespaces/own/f");
        Path base = file("templates/base/f");
        io.serializeConfWith(conf -> new SerializableConfiguration(conf)::get);
        var serializer = new JavaSerializer(new SparkConf()).newInstance();
        var type = ClassTag$.MODULE$.<LeaseFileIO>apply(LeaseFileIO.class);
        // When
        LeaseFileIO there = serializer.deserialize(serializer.serialize(io, type), type);
        // Then
        there.deleteFile("file:" + own);
        there.deleteFile("file:" + base);
        assertThat(own).doesNotExist();
        assertThat(base).exists();
        assertThatThrownBy(() -> there.newOutputFile("file:" + base)).isInstanceOf(ForbiddenException.class);
        assertThat(there.getConf()).isNotNull();
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

    private Path file(String path) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }
}
