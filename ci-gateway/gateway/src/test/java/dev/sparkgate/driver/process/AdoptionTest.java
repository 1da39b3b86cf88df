package dev.sparkgate.driver.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptionTest {
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void shouldRemoveWhatDeadDriversLeft() throws IOException {
        // Given
        DriverFolder dead = DriverFolder.create(folder.resolve("dead"));
        dead.writeLaunch(new LaunchRecord("dead", "pool", "cluster", "g", new ProcessIdentity(Long.MAX_VALUE, 1)));
        Files.writeString(dead.scratch().resolve("left"), "over");
        DriverFolder neverStarted = DriverFolder.create(folder.resolve("never-started"));

        // When
        var adopted = new Adoption(folder, scheduler).adopt();

        // Then
        assertThat(adopted).isEmpty();
        assertThat(dead.path()).doesNotExist();
        assertThat(neverStarted.path()).doesNotExist();
    }

    @Test
    void shouldEndADriverThatNeverAnnouncedItself() throws Exception {
        // Given
        Process process = new ProcessBuilder("sleep", "600").start();
        DriverFolder hung = DriverFolder.create(folder.resolve("hung"));
        hung.writeLaunch(new LaunchRecord("hung", "pool", "cluster", "g", ProcessIdentity.of(process.toHandle())));

        // When
        var adopted = new Adoption(folder, scheduler).adopt();

        // Then
        assertThat(adopted).isEmpty();
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(hung.path()).doesNotExist();
    }

    @Test
    void shouldLeaveAProcessAloneThatOnlyHasTheSameId() throws Exception {
        // Given
        Process innocent = new ProcessBuilder("sleep", "600").start();
        try {
            long longAgo = ProcessIdentity.of(innocent.toHandle()).startMillis() - 60_000;
            DriverFolder dead = DriverFolder.create(folder.resolve("dead"));
            dead.writeLaunch(
                    new LaunchRecord("dead", "pool", "cluster", "g", new ProcessIdentity(innocent.pid(), longAgo)));

            // When
            new Adoption(folder, scheduler).adopt();

            // Then
            assertThat(innocent.isAlive()).isTrue();
            assertThat(dead.path()).doesNotExist();
        } finally {
            innocent.destroyForcibly();
        }
    }
}
