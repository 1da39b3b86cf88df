package dev.sparkgate.driver.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {
    private final Properties configured = new Properties();
    private final Properties system = new Properties();

    @Test
    void shouldTakeAFreePortOfTheLoopbackWhenNothingElseIsConfigured() {
        // When
        SparkSettings.apply(configured, new DriverFolder(Path.of("/d")), system);
        // Then
        assertThat(system)
                .containsEntry("spark.connect.grpc.binding.address", "127.0.0.1")
                .containsEntry("spark.connect.grpc.binding.port", "0")
                .containsEntry("java.io.tmpdir", "/d/tmp");
    }

    @Test
    void shouldLeaveWhatIsConfiguredWhenItAddsItsOwn() {
        // Given
        configured.setProperty("spark.app.name", "theirs");
        configured.setProperty("spark.extraListeners", "com.acme.Listener");
        // When
        SparkSettings.apply(configured, new DriverFolder(Path.of("/d")), system);
        // Then
        assertThat(system)
                .containsEntry("spark.app.name", "theirs")
                .containsEntry("spark.extraListeners", "com.acme.Listener," + ServiceListener.class.getName());
    }
}
