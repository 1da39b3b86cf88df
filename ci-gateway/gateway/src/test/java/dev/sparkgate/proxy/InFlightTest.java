package dev.sparkgate.proxy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class InFlightTest {
    private static final int PIECE = 64 << 20;

    private final InFlight inFlight = new InFlight();

    @Test
    void shouldRefuseToHoldMoreWhenAllCallsTogetherHoldTooMuch() {
        // Given
        for (int i = 0; i < 4; i++) {
            inFlight.hold(PIECE);
        }

        // When, then
        assertThatThrownBy(() -> inFlight.hold(1))
                .isInstanceOfSatisfying(
                        SparkgateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CALLS_EXCEEDED))
                .hasMessageContaining("256 MiB");

        // When
        inFlight.letGo(PIECE + 1L);

        // Then
        inFlight.hold(PIECE);
    }

    @Test
    void shouldWaitForTheLastCallWhenSomeAreUnderWay() throws Exception {
        // Given
        inFlight.begin();
        inFlight.begin();
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> inFlight.awaitNone(SECONDS.toMillis(15)));

        // When
        inFlight.end();
        inFlight.end();

        // Then
        waiting.get(10, SECONDS);
        assertThat(inFlight.calls()).isZero();
    }

    @Test
    void shouldWaitNoLongerThanAskedWhenACallDoesNotEnd() {
        // Given
        inFlight.begin();

        // When
        inFlight.awaitNone(1);

        // Then
        assertThat(inFlight.calls()).isEqualTo(1);
    }
}
