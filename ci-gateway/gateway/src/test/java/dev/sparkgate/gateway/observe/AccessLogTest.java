package dev.sparkgate.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
    @TempDir
    Path folder;

    @Test
    void shouldWriteALineForEachCallWithoutWhatWasSaid() throws IOException {
        // Given
        Path file = folder.resolve("access.log");
        AccessLog log = AccessLog.toFile(file, id -> Optional.empty());

        // When
        log.write(List.of(Records.execute("no table secret", new byte[] {1}), Records.refused()));

        // Then
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"time\":\"2026-01-31T08:00:00Z\",\"peer\":\"127.0.0.1\",\"method\":\"ExecutePlan\","
                                + "\"status\":\"INTERNAL\",\"ms\":12.346,\"bytesIn\":200,\"bytesOut\":3000,"
                                + "\"lease\":\"l1\",\"environment\":\"test\",\"driver\":\"default-1\",\"bindMs\":1.5,"
                                + "\"user\":\"anna\",\"session\":\"s1\",\"operation\":\"o1\",\"trace\":\""
                                + Records.TRACE + "\"}",
                        "{\"time\":\"2026-01-31T08:00:00Z\",\"peer\":\"::1\",\"method\":\"Config\","
                                + "\"status\":\"UNAUTHENTICATED\",\"ms\":0.001,\"bytesIn\":10,\"bytesOut\":0}");
    }

    @Test
    void shouldGoOnInANewFileWhenTheOldOneIsMovedAway() throws IOException {
        // Given
        Path file = folder.resolve("access.log");
        AccessLog log = AccessLog.toFile(file, id -> Optional.empty());
        log.write(List.of(Records.refused()));
        Files.move(file, folder.resolve("access.log.1"));

        // When
        log.write(List.of(Records.refused()));

        // Then
        assertThat(file).content().hasLineCount(1);
    }

    @Test
    void shouldCountWhatIsLostWhenTheFileCannotBeWritten() throws IOException {
        // Given
        Path within = Files.createDirectory(folder.resolve("within"));
        AccessLog log = AccessLog.toFile(within.resolve("access.log"), id -> Optional.empty());
        Files.delete(within.resolve("access.log"));
        Files.delete(within);

        // When
        log.write(List.of(Records.refused(), Records.refused()));

        // Then
        assertThat(log.lost()).isEqualTo(2);
    }

    @Test
    void shouldRefuseToStartWhenThereIsNoSuchFolder() {
        // When / Then
        assertThatThrownBy(() -> AccessLog.toFile(folder.resolve("no/access.log"), id -> Optional.empty()))
                .isInstanceOf(SparkgateException.class)
                .hasMessageContaining("gateway.access-log");
    }
}
