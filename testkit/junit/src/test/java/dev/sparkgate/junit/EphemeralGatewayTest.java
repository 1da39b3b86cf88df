package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EphemeralGatewayTest {
    @TempDir
    Path folder;

    @Test
    void shouldReleaseItsLeasesAndEndItsProcessesWhenClosed() throws IOException {
        try (StubGateway stub = new StubGateway()) {
            // Given
            Path launcher = launcher(stub);
            Surroundings surroundings = new Surroundings(
                    Map.of(
                            "SPARKGATE_BIN",
                            launcher.toString(),
                            "SPARKGATE_HOME",
                            folder.resolve("home").toString()),
                    Map.of("user.name", "mira"),
                    folder);
            EphemeralGateway gateway = EphemeralGateway.start(surroundings, List.of("--ttl", "10m"));
            SparkLease lease = gateway.lease("test", Duration.ofMinutes(5));
            long sleeper =
                    Long.parseLong(Files.readString(folder.resolve("pid")).strip());
            assertThat(gateway.isAlive()).isTrue();
            assertThat(gateway.http()).isEqualTo(stub.url());
            assertThat(gateway.remote()).isEqualTo("sc://127.0.0.1:9");
            assertThat(gateway.environments()).containsExactly("local", "test");
            assertThat(lease.id()).isEqualTo("L1");

            // When
            gateway.close();

            // Then
            assertThat(gateway.isAlive()).isFalse();
            assertThat(stub.unreleased()).isEmpty();
            assertThat(stub.requests().get(0).object().get("holder")).isNotNull();
            assertThat(Files.readString(folder.resolve("arguments")).strip())
                    .isEqualTo("up --json --grpc-port 0 --http-port 0 --ttl 10m");
            Awaitility.await().until(() -> ProcessHandle.of(sleeper).isEmpty());
        }
    }

    /** A launcher that doesn't hand its signals on: its child must end all the same. */
    private Path launcher(StubGateway stub) throws IOException {
        Path launcher = folder.resolve("sparkgate");
        Files.writeString(launcher, """
                #!/bin/sh
                cd '%s'
                echo "$@" > arguments
                sleep 300 &
                echo $! > pid
                echo '{"http":"%s","remote":"sc://127.0.0.1:9","pid":1,"environments":["local","test"]}'
                wait
                """.formatted(folder, stub.url()));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        return launcher;
    }
}
