package dev.sparkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveGatewaysTest {
    private static final String VERSION = "1";
    private static final String USER = "me";

    @TempDir
    Path folder;

    private final Set<String> silent = new HashSet<>();
    private Home home;
    private LiveGateways live;

    @BeforeEach
    void create() {
        home = new Home(folder);
        home.create();
        live = new LiveGateways(home, USER, VERSION, record -> !silent.contains(record.http()));
    }

    @Test
    void shouldFindNoneWhenThereIsNoFolder() {
        // Given
        LiveGateways elsewhere = new LiveGateways(new Home(folder.resolve("absent")), USER, VERSION, record -> true);

        // When / Then
        assertThat(elsewhere.all()).isEmpty();
    }

    @Test
    void shouldReadBackWhatWasRegisteredWhenItLives() throws IOException {
        // Given
        GatewayRecord record = record(1, ProcessIdentity.current(), VERSION, USER, "local", "test");

        // When
        register(1, record);

        // Then
        assertThat(live.all()).containsExactly(record);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.record(1))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldPassOverRecordsWhenTheirGatewayIsNotOurs() throws IOException {
        // Given
        ProcessIdentity self = ProcessIdentity.current();
        register(
                0,
                record(0, new ProcessIdentity(self.pid(), self.startedAt().minusSeconds(60)), VERSION, USER, "local"));
        register(1, record(1, new ProcessIdentity(Integer.MAX_VALUE, Instant.now()), VERSION, USER, "local"));
        register(2, record(2, self, "2", USER, "local"));
        register(3, record(3, self, VERSION, "somebody", "local"));
        register(4, record(4, self, VERSION, USER, "local"));
        silent.add(url(4));
        Files.writeString(home.record(5), "{\"half\":");

        // When / Then
        assertThat(live.all()).isEmpty();
    }

    @Test
    void shouldPreferTheOneThatServesTheEnvironmentWhenThereAreMore() throws IOException {
        // Given
        GatewayRecord first = record(0, ProcessIdentity.current(), VERSION, USER, "local");
        GatewayRecord second = record(1, ProcessIdentity.current(), VERSION, USER, "staging");
        register(0, first);
        register(1, second);

        // When / Then
        assertThat(live.find("staging")).contains(second);
        assertThat(live.find(null)).contains(first);
        assertThat(live.find("nowhere")).contains(first);
        assertThat(live.at(URI.create(url(1)))).contains(second);
    }

    private void register(int number, GatewayRecord record) throws IOException {
        PrivateFiles.replace(home.record(number), record.toJson());
    }

    private static GatewayRecord record(
            int number, ProcessIdentity process, String version, String user, String... environments) {
        return new GatewayRecord("sc://127.0.0.1:1", url(number), process, version, user, List.of(environments), true);
    }

    private static String url(int number) {
        return "http://127.0.0.1:" + (1000 + number);
    }
}
