package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherFinderTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void shouldTakeTheGivenCommandBeforeAllOthers() throws IOException {
        // Given
        command("checkout/sparkgate");
        environment.put("SPARKGATE_BIN", command("given").toString());

        // When Then
        assertThat(finder("checkout", null).find()).isEqualTo(folder.resolve("given"));
    }

    @Test
    void shouldRefuseWhenTheGivenCommandIsNone() {
        // Given
        environment.put("SPARKGATE_BIN", "missing");

        // When Then
        assertThatThrownBy(() -> finder("", null).find())
                .hasMessage("SPARKGATE_BIN '" + folder.resolve("missing")
                        + "' is not a command (expected: an executable file); correct or unset it");
    }

    @Test
    void shouldUnpackTheDistributionBesideItsOwnJarWhenItComesFromARepository() throws IOException {
        // Given
        Path jar = folder.resolve("m2/sparkgate-junit/1/sparkgate-junit-1.jar");
        zip("bin/sparkgate", "lib/a.jar");

        // When
        Path launcher = finder("", jar).find();
        Path again = finder("", jar).find();

        // Then
        assertThat(launcher).isEqualTo(again).isExecutable().startsWith(folder.resolve("home/dist"));
        assertThat(launcher.getParent().getParent().getFileName().toString()).startsWith(Version.own() + "-");
        assertThat(launcher.getParent().resolveSibling("lib/a.jar")).hasContent("lib/a.jar");
        assertThat(folder.resolve("home/dist")).isDirectoryNotContaining("glob:**/.unpacking-*");
    }

    @Test
    void shouldUnpackAnewWhenTheDistributionHasChanged() throws IOException {
        // Given
        Path jar = folder.resolve("m2/sparkgate-junit/1/sparkgate-junit-1.jar");
        zip("bin/sparkgate");
        Path first = finder("", jar).find();

        // When
        zip("bin/sparkgate", "lib/new.jar");

        // Then
        assertThat(finder("", jar).find()).isNotEqualTo(first);
    }

    @Test
    void shouldFindTheLauncherWhenTheDistributionHasATopFolder() throws IOException {
        // Given
        zip("sparkgate-1/bin/sparkgate");

        // When Then
        assertThat(finder("", folder.resolve("m2/sparkgate-junit/1/sparkgate-junit-1.jar"))
                        .find())
                .isExecutable();
    }

    @Test
    void shouldLeaveNothingWhenTheDistributionIsBroken() throws IOException {
        // Given
        zip("bin/sparkgate", "../../../../outside");

        // When Then
        assertThatThrownBy(() -> finder("", folder.resolve("m2/sparkgate-junit/1/sparkgate-junit-1.jar"))
                        .find())
                .isInstanceOf(SparkGatewayException.class)
                .hasMessageContaining("leads out of the folder");
        assertThat(folder.resolve("home/dist")).isEmptyDirectory();
    }

    @Test
    void shouldFindTheCommandOfACheckoutAboveTheWorkingFolder() throws IOException {
        // Given
        command("checkout/sparkgate");
        Files.createDirectories(folder.resolve("checkout/examples/junit/sparkgate"));

        // When Then
        assertThat(finder("checkout/examples/junit", null).find()).isEqualTo(folder.resolve("checkout/sparkgate"));
    }

    @Test
    void shouldFindTheCommandOnThePath() throws IOException {
        // Given
        command("bin/sparkgate");
        environment.put("PATH", folder.resolve("nowhere") + ":" + folder.resolve("bin"));

        // When Then
        assertThat(finder("work", null).find()).isEqualTo(folder.resolve("bin/sparkgate"));
    }

    @Test
    void shouldTellAllPlacesWhenThereIsNone() {
        // Given
        Path jar = folder.resolve("m2/sparkgate-junit/1/sparkgate-junit-1.jar");
        environment.put("PATH", folder.resolve("bin").toString());

        // When Then
        assertThatThrownBy(() -> finder("work", jar).find())
                .isInstanceOf(SparkGatewayException.class)
                .hasMessageContainingAll(
                        "SPARKGATE_BIN: not set",
                        "distribution: no " + folder.resolve("m2/sparkgate-gateway/1/sparkgate-gateway-"),
                        "checkout: no sparkgate in " + folder.resolve("work"),
                        "PATH: no sparkgate in " + folder.resolve("bin"),
                        "set SPARKGATE_URL");
    }

    private LauncherFinder finder(String workingFolder, Path jar) {
        environment.put("SPARKGATE_HOME", folder.resolve("home").toString());
        return new LauncherFinder(new Surroundings(environment, Map.of(), folder.resolve(workingFolder)), jar);
    }

    private Path command(String path) throws IOException {
        Path command = folder.resolve(path);
        Files.createDirectories(command.getParent());
        Files.writeString(command, "#!/bin/sh\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
        return command;
    }

    private void zip(String... entries) throws IOException {
        Path zip = folder.resolve("m2/sparkgate-gateway/1/sparkgate-gateway-" + Version.own() + "-dist.zip");
        Files.createDirectories(zip.getParent());
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String entry : entries) {
                out.putNextEntry(new ZipEntry(entry));
                out.write(entry.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
    }
}
