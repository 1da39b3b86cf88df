package dev.sparkgate.driver.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.driver.DriverSpec;
import dev.sparkgate.driver.FakeConnectServer;
import dev.sparkgate.driver.Profile;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedDriverBackendTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private FakeConnectServer server;
    private FixedDriver driver;
    private FixedDriverBackend backend;

    @BeforeEach
    void listen() throws IOException {
        serve("4.1.2");
    }

    @AfterEach
    void close() {
        backend.close();
        server.close();
    }

    @Test
    void shouldHandOutADriverWithTheVersionThatItHas() throws Exception {
        // When
        DriverHandle handle = backend.launch(spec("one", "4.1"));

        // Then
        assertThat(handle.driver().address()).isEqualTo(driver.address());
        assertThat(handle.driver().generation()).isEqualTo("generation-one");
        assertThat(handle.driver().spark()).isEqualTo("4.1.2");
        assertThat(handle.token()).isEqualTo("secret");
        assertThat(handle.probe(TIMEOUT)).succeedsWithin(TIMEOUT).isEqualTo(true);
    }

    @Test
    void shouldRefuseASecondLaunchUntilTheFirstGaveItBack() throws Exception {
        // Given
        DriverHandle first = backend.launch(spec("one", "4.1"));

        // When
        var failure = assertThatThrownBy(() -> backend.launch(spec("two", "4.1")));
        first.stop(Duration.ZERO);
        DriverHandle second = backend.launch(spec("two", "4.1"));

        // Then
        failure.hasMessageContaining(driver.address() + " is in use");
        assertThat(first.exit()).isCompletedWithValue("given back");
        assertThat(second.driver().id()).isEqualTo("two");
    }

    @Test
    void shouldLeaveNoSessionBehindWhenADriverIsGivenBack() throws Exception {
        // Given
        DriverHandle handle = backend.launch(spec("one", "4.1"));
        handle.probe(TIMEOUT).join();
        assertThat(server.sessions()).isEqualTo(1);

        // When
        handle.stop(Duration.ZERO);

        // Then
        await().untilAsserted(() -> assertThat(server.sessions()).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.2", "3.5.7"})
    void shouldNotTakeAServerThatWasStartedAnewForTheOldOne(String spark) throws Exception {
        // Given
        server.close();
        serve(spark);
        DriverHandle old = backend.launch(spec("one", spark));
        assertThat(old.sameGeneration(TIMEOUT)).succeedsWithin(TIMEOUT).isEqualTo(true);

        // When
        server.close();
        server = FakeConnectServer.start(driver.address().port(), spark, "secret");

        // Then
        assertThat(old.sameGeneration(TIMEOUT)).succeedsWithin(TIMEOUT).isEqualTo(false);
        assertThat(old.exit()).isCompletedWithValue("the server on " + driver.address() + " was started anew");
        DriverHandle fresh = backend.launch(spec("two", spark));
        assertThat(fresh.sameGeneration(TIMEOUT)).succeedsWithin(TIMEOUT).isEqualTo(true);
        assertThat(old.sameGeneration(TIMEOUT)).succeedsWithin(TIMEOUT).isEqualTo(false);
    }

    @Test
    void shouldSayNothingOfItsGenerationWhenADriverDoesNotAnswer() throws Exception {
        // Given
        DriverHandle handle = backend.launch(spec("one", "4.1"));

        // When
        server.silent(true);
        var asked = handle.sameGeneration(Duration.ofMillis(200));

        // Then
        assertThatThrownBy(asked::join)
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("DEADLINE_EXCEEDED");
        assertThat(handle.exit()).isNotDone();
        server.silent(false);
        assertThat(handle.sameGeneration(TIMEOUT)).succeedsWithin(TIMEOUT).isEqualTo(true);
    }

    @Test
    void shouldCountADriverAsLostWhenNothingListensAnyMore() throws Exception {
        // Given
        DriverHandle handle = backend.launch(spec("one", "4.1"));

        // When
        server.close();

        // Then
        await().untilAsserted(() -> {
            handle.probe(TIMEOUT).exceptionally(failure -> null).join();
            assertThat(handle.exit()).isCompletedWithValue("nothing listens on " + driver.address() + " any more");
        });
    }

    @Test
    void shouldSayWhichDriversDoNotAnswer() {
        // Given
        server.close();

        // When
        var failure = assertThatThrownBy(() -> backend.launch(spec("one", "4.1")));

        // Then
        failure.hasMessageContaining("cluster 'legacy' has no driver for pool 'pool': " + driver.address()
                + " does not answer (UNAVAILABLE");
    }

    @Test
    void shouldRefuseAServerOfAnotherVersionThanThePools() {
        // When
        var failure = assertThatThrownBy(() -> backend.launch(spec("one", "4.0")));

        // Then
        failure.hasMessageContaining(
                driver.address() + " runs Spark 4.1.2 (expected: a Spark Connect server of Spark 4.0");
        assertThat(server.sessions()).isZero();
    }

    @Test
    void shouldSayThatTheTokenIsWrongWhenItIs() {
        // Given
        FixedDriver locked = new FixedDriver(driver.address(), "wrong");
        FixedDriverBackend other = new FixedDriverBackend(List.of(locked), Clock.systemUTC(), TIMEOUT);

        // When
        var failure = assertThatThrownBy(() -> other.launch(spec("one", "4.1")));

        // Then
        failure.hasMessageContaining("UNAUTHENTICATED: Invalid authentication token")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void shouldNotShowTheTokenWhenPrinted() {
        // When
        String text = driver.toString();

        // Then
        assertThat(text).doesNotContain("secret");
    }

    private void serve(String spark) throws IOException {
        server = FakeConnectServer.start(0, spark, "secret");
        driver = new FixedDriver(server.address(), "secret");
        backend = new FixedDriverBackend(List.of(driver), Clock.systemUTC(), TIMEOUT);
    }

    private static DriverSpec spec(String id, String spark) {
        Profile profile = new Profile(spark, "1g", Map.of(), List.of(), true);
        return new DriverSpec(id, "pool", "legacy", "generation-" + id, profile);
    }
}
