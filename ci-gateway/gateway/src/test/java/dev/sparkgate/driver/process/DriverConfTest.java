package dev.sparkgate.driver.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.driver.Profile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriverConfTest {
    private static final String ICEBERG = "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions";

    @Test
    void shouldLetTheProfileWinOverDefaults() {
        // When
        Map<String, String> conf = conf(true, Map.of("spark.sql.shuffle.partitions", "1", "spark.master", "local[1]"));

        // Then
        assertThat(conf)
                .containsEntry("spark.sql.shuffle.partitions", "1")
                .containsEntry("spark.master", "local[1]")
                .containsEntry("spark.sql.adaptive.enabled", "false")
                .containsEntry("spark.sql.warehouse.dir", "/scratch/warehouse");
    }

    @Test
    void shouldKeepTheDriverOnLoopbackWhateverTheProfileSays() {
        // When
        Map<String, String> conf = conf(true, Map.of("spark.connect.grpc.binding.address", "0.0.0.0"));

        // Then
        assertThat(conf)
                .containsEntry("spark.connect.grpc.binding.address", "127.0.0.1")
                .containsEntry("spark.connect.grpc.binding.port", "0");
    }

    @Test
    void shouldAddIcebergWhenTheProfileHasExtensionsOfItsOwn() {
        // When
        Map<String, String> conf = conf(true, Map.of("spark.sql.extensions", "com.example.Theirs"));

        // Then
        assertThat(conf).containsEntry("spark.sql.extensions", "com.example.Theirs," + ICEBERG);
    }

    @Test
    void shouldLeaveAdaptiveExecutionAsSparkHasItWhenTheProfileIsForLongRuns() {
        // When
        Map<String, String> conf = conf(false, Map.of());

        // Then
        assertThat(conf).doesNotContainKey("spark.sql.adaptive.enabled").containsEntry("spark.sql.extensions", ICEBERG);
    }

    private static Map<String, String> conf(boolean fastStart, Map<String, String> conf) {
        return DriverConf.of("d-1", new Profile("4.1", "1g", conf, List.of(), fastStart), Path.of("/scratch"));
    }
}
