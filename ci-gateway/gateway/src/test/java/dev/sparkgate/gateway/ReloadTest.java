package dev.sparkgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sparkgate.gateway.config.ConfigReader;
import dev.sparkgate.gateway.config.GatewayConfig;
import dev.sparkgate.http.ReloadReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReloadTest {
    private static final String BEFORE = """
            gateway: {grpc: {port: 15002}, default-environment: test}
            clusters: {laptop: {backend: process}, old: {backend: process}}
            pools: {default: {cluster: laptop, max: 2, conf: {spark.secret: one}}, worn: {cluster: old}}
            environments:
              test:  {pools: [{pool: default}], catalogs: {p: {type: iceberg-rest, uri: "http://a", properties: {token: x}}}}
              batch: {pools: [{pool: worn}]}
            """;
    private static final String AFTER = """
            gateway: {grpc: {port: 15012}, default-environment: nightly, region: us-west-2}
            clusters: {laptop: {backend: process, region: us-west-2}, fresh: {backend: process}}
            pools: {default: {cluster: laptop, max: 3, conf: {spark.secret: two}}, night: {cluster: fresh, min-idle: 0}}
            environments:
              test:    {pools: [{pool: default}], lease: {ttl: 2h}, catalogs: {p: {type: iceberg-rest, uri: "http://a", properties: {token: y}}}}
              nightly: {pools: [{pool: night}]}
            """;

    private final AtomicReference<String> file = new AtomicReference<>(BEFORE);
    private final List<GatewayConfig> applied = new ArrayList<>();
    private final Reload reload = new Reload(
            config(BEFORE), () -> ConfigReader.read(file.get()).orThrow("f"), (before, after) -> applied.add(after));

    @Test
    void shouldTellAndApplyWhatIsDifferent() {
        // Given
        file.set(AFTER);

        // When
        ReloadReport report = reload.reload();

        // Then
        assertThat(report.changes())
                .extracting(change ->
                        change.path() + ": " + change.change() + (change.atStart() ? " at the next start" : ""))
                .containsExactlyInAnyOrder(
                        "clusters.old: removed",
                        "clusters.fresh: added",
                        "pools.worn: removed",
                        "pools.night: added",
                        "environments.batch: removed",
                        "environments.nightly: added",
                        "gateway.grpc.address: 127.0.0.1:15002 → 127.0.0.1:15012 at the next start",
                        "gateway.default-environment: test → nightly",
                        "gateway.region: added: us-west-2",
                        "clusters.laptop.region: added: us-west-2",
                        "pools.default.max: 2 → 3",
                        "pools.default.conf.spark.secret: changed",
                        "environments.test.lease.ttl: 1h → 2h",
                        "environments.test.catalogs.p.properties.token: changed");
        assertThat(applied).containsExactly(reload.running());
        assertThat(reload.running().grpc().address().port()).isEqualTo(15002);
        assertThat(reload.running().environments()).containsOnlyKeys("test", "nightly");
        assertThat(reload.running().clusters()).containsOnlyKeys("laptop", "fresh");
    }

    @Test
    void shouldChangeNothingWhenTheFileIsBad() {
        // Given
        file.set(AFTER.replace("max: 3", "mx: 3"));

        // When / Then
        assertThatThrownBy(reload::reload).hasMessageContaining("f:3: pools.default.mx: unknown key 'mx'");
        assertThat(applied).isEmpty();
        assertThat(reload.running()).isEqualTo(config(BEFORE));
    }

    @Test
    void shouldChangeNothingWhenItCannotBeApplied() {
        // Given
        file.set(AFTER);
        Reload failing = new Reload(config(BEFORE), () -> config(file.get()), (before, after) -> {
            throw new IllegalStateException("no");
        });

        // When / Then
        assertThatThrownBy(failing::reload).hasMessage("no");
        assertThat(failing.running()).isEqualTo(config(BEFORE));
    }

    @Test
    void shouldApplyNothingWhenNothingIsDifferent() {
        // When
        ReloadReport report = reload.reload();

        // Then
        assertThat(report.changes()).isEmpty();
        assertThat(applied).isEmpty();
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        // When / Then
        assertThatThrownBy(() -> new Reload(config(BEFORE), null, (before, after) -> {}).reload())
                .hasMessageContaining("runs without a configuration file");
    }

    private static GatewayConfig config(String yaml) {
        return ConfigReader.read(yaml).orThrow("f");
    }
}
