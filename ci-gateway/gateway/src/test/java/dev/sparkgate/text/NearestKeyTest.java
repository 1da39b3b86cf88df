package dev.sparkgate.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestKeyTest {
    private static final List<String> KNOWN =
            List.of("idle", "leases-per-driver", "max", "max-ttl", "max-wait", "memory", "min-idle", "ttl");

    @ParameterizedTest
    @CsvSource({
        "tll, ttl",
        "tlt, ttl",
        "min-idel, min-idle",
        "minIdle, min-idle",
        "min_idle, min-idle",
        "MAX-TTL, max-ttl",
        "mem, memory",
        "leasesPerDrivers, leases-per-driver",
    })
    void shouldFindTheKeyThatWasMeant(String key, String expected) {
        // When
        String nearest = NearestKey.of(key, KNOWN);

        // Then
        assertThat(nearest).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"replicas", "x", "''", "weight"})
    void shouldFindNothingWhenNoKeyIsNear(String key) {
        // When
        String nearest = NearestKey.of(key, KNOWN);

        // Then
        assertThat(nearest).isNull();
    }
}
