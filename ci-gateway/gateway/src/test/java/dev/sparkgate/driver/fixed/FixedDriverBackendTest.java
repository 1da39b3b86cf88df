package dev.sparkgate.driver.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.driver.DriverSpec;
import dev.sparkgate.driver.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FixedDriverBackendTest {
    private ServerSocket server;
    private FixedDriver driver;
    private FixedDriverBackend backend;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        driver = new FixedDriver(new Address("127.0.0.1", server.getLocalPort()), "secret");
        backend = new FixedDriverBackend(List.of(driver), Clock.systemUTC(), Duration.ofMillis(20));
    }

    @AfterEach
    void close() throws IOException {
        backend.close();
        server.close();
    }

    @Test
    void shouldHandOutADriverThatAnswers() {
        // When
        DriverHandle handle = backend.launch(spec("one"));

        // Then
        assertThat(handle.driver().address()).isEqualTo(driver.address());
        assertThat(handle.driver().generation()).isEqualTo("generation-one");
        assertThat(handle.token()).isEqualTo("secret");
    }

    @Test
    void shouldRefuseASecondLaunchUntilTheFirstGaveItBack() {
        // Given
        DriverHandle first = backend.launch(spec("one"));

        // When
        var failure = assertThatThrownBy(() -> backend.launch(spec("two")));
        first.stop(Duration.ZERO);
        DriverHandle second = backend.launch(spec("two"));

        // Then
        failure.hasMessageContaining(driver.address() + " is in use");
        assertThat(first.exit()).isCompletedWithValue("given back");
        assertThat(second.driver().id()).isEqualTo("two");
    }

    @Test
    void shouldCountADriverAsLostWhenItAnswersNoMore() throws IOException {
        // Given
        DriverHandle handle = backend.launch(spec("one"));

        // When
        server.close();

        // Then
        await().untilAsserted(() -> assertThat(handle.exit()).isCompletedWithValue("no answer on " + driver.address()));
    }

    @Test
    void shouldSayWhichDriversDoNotAnswer() throws IOException {
        // Given
        server.close();

        // When
        var failure = assertThatThrownBy(() -> backend.launch(spec("one")));

        // Then
        failure.hasMessageContaining(
                "cluster 'legacy' has no driver for pool 'pool': " + driver.address() + " does not answer");
    }

    @Test
    void shouldNotShowTheTokenWhenPrinted() {
        // When
        String text = driver.toString();

        // Then
        assertThat(text).doesNotContain("secret");
    }

    private static DriverSpec spec(String id) {
        Profile profile = new Profile("4.1", "1g", Map.of(), List.of(), true);
        return new DriverSpec(id, "pool", "legacy", "generation-" + id, profile);
    }
}
