package dev.sparkgate.driver.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OwnerTest {
    private static final ProcessHandle SELF = ProcessHandle.current();
    private static final Instant START = SELF.info().startInstant().orElseThrow();

    @Test
    void shouldBeAliveWhenItIsThisProcess() {
        assertThat(new Owner(SELF.pid(), START).isAlive()).isTrue();
        assertThat(new Owner(SELF.pid(), START.plusSeconds(1)).isAlive()).isTrue();
    }

    @Test
    void shouldBeGoneWhenAnotherProcessHasItsId() {
        assertThat(new Owner(SELF.pid(), START.minus(Duration.ofHours(1))).isAlive())
                .isFalse();
    }

    @Test
    void shouldBeGoneWhenTheProcessHasEnded() throws Exception {
        // Given
        Process process = new ProcessBuilder("sleep", "100").start();
        Owner owner = new Owner(process.pid(), process.info().startInstant().orElseThrow());
        assertThat(owner.isAlive()).isTrue();
        // When
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        // Then
        assertThat(owner.isAlive()).isFalse();
    }

    @Test
    void shouldBeGoneWhenTheProcessHasEndedAndNobodyReapedIt() throws Exception {
        // Given: a shell that never waits for its child
        Process shell = new ProcessBuilder("sh", "-c", "sh -c 'exit 0' & echo $!; exec sleep 100").start();
        long child = Long.parseLong(shell.inputReader().readLine());
        // When // Then
        Awaitility.await().until(() -> !new Owner(child, Instant.now()).isAlive());
        assertThat(shell.isAlive()).isTrue();
        shell.destroyForcibly();
    }

    @Test
    void shouldReadTheOwnersFile() {
        assertThat(Owner.parse("12 3456\n")).contains(new Owner(12, Instant.ofEpochMilli(3456)));
        assertThat(Owner.parse("12")).isEmpty();
        assertThat(Owner.parse("twelve 3456")).isEmpty();
    }
}
