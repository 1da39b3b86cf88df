package dev.sparkgate.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.proxy.CallRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallLogTest {
    private final List<CallRecord> written = new ArrayList<>();
    private final List<Runnable> asked = new ArrayList<>();

    @Test
    void shouldAskForAWorkerOnceWhenMuchHasGathered() {
        // Given
        CallLog log = new CallLog(asked::add, List.of(written::addAll));

        // When
        for (int i = 0; i < 1_500; i++) {
            log.add(Records.refused());
        }

        // Then
        assertThat(written).isEmpty();
        assertThat(asked).hasSize(1);
        asked.get(0).run();
        assertThat(written).hasSize(1_500);
        assertThat(log.dropped()).isZero();
    }

    @Test
    void shouldDropAndCountWhatIsTooMuch() {
        // Given
        CallLog log = new CallLog(asked::add, List.of(written::addAll));
        CallRecord large = Records.execute("", new byte[64 << 10]);

        // When
        for (int i = 0; i < 300; i++) {
            log.add(large);
        }

        // Then
        log.write();
        assertThat(written).hasSize(256);
        assertThat(log.dropped()).isEqualTo(44);
        log.add(large);
        log.write();
        assertThat(written).hasSize(257);
    }

    @Test
    void shouldWriteForTheOthersWhenOneFails() {
        // Given
        CallLog log = new CallLog(
                work -> {
                    throw new RejectedExecutionException();
                },
                List.of(
                        calls -> {
                            throw new IllegalStateException("broken");
                        },
                        written::addAll));
        for (int i = 0; i < 600; i++) {
            log.add(Records.refused());
        }

        // When
        log.write();

        // Then
        assertThat(written).hasSize(600);
    }

    @ParameterizedTest
    @CsvSource({"plain, plain", "a%20b%C3%A9, a bé", "100%, 100%", "%zz%4, %zz%4", "%0A, '\n'"})
    void shouldReadAMessageAsItWasMeant(String encoded, String decoded) {
        // When / Then
        assertThat(GrpcMessage.decode(encoded)).isEqualTo(decoded);
    }
}
