package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseSourceTest {
    private static final LeaseSettings SETTINGS = LeaseSettings.plain("test", "");

    @TempDir
    Path folder;

    @Test
    void shouldLookForAnotherGatewayWhenItsOwnIsGone() throws IOException {
        // Given
        Path launcher = folder.resolve("sparkgate");
        Files.writeString(launcher, "#!/bin/sh\ncat '" + folder.resolve("ready") + "'\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        try (StubGateway first = new StubGateway();
                StubGateway second = new StubGateway();
                LeaseSource source = new LeaseSource(surroundings("SPARKGATE_BIN", launcher.toString()))) {
            ready(first);
            source.acquire(SETTINGS, "before").close();
            first.close();
            ready(second);

            // When
            source.acquire(SETTINGS, "after");

            // Then
            assertThat(second.unreleased()).containsExactly("L1");
        }
    }

    @Test
    void shouldReleaseByKeyWhenInterruptedInTheQueue() throws Exception {
        try (StubGateway gateway = new StubGateway().queueFor(1_000_000);
                LeaseSource source = new LeaseSource(surroundings("SPARKGATE_URL", gateway.url()))) {
            // Given
            CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
            CompletableFuture<SparkGatewayException> thrown = new CompletableFuture<>();
            Thread test = new Thread(() -> {
                thrown.complete(catchThrowableOfType(
                        SparkGatewayException.class, () -> source.acquire(SETTINGS, "interrupted")));
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
            });
            test.start();
            await().until(() -> gateway.calls().contains("GET /api/v1/leases/L1?wait=30s"));

            // When
            test.interrupt();

            // Then
            assertThat(thrown.get(20, TimeUnit.SECONDS).code()).isEqualTo("INTERRUPTED");
            assertThat(stillInterrupted.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.calls())
                    .endsWith("DELETE /api/v1/leases?key="
                            + gateway.requests().get(0).required("key"));
        }
    }

    @Test
    void shouldReleaseWhenTheJvmIsAskedToEnd() throws Exception {
        try (StubGateway gateway = new StubGateway()) {
            // Given
            Process tests = HolderMain.start("-Dsparkgate.url=" + gateway.url());
            try (BufferedReader output = tests.inputReader(StandardCharsets.UTF_8)) {
                assertThat(output.readLine()).isEqualTo("L1");

                // When
                tests.destroy();

                // Then
                await().until(() -> gateway.unreleased().isEmpty());
            }
            assertThat(tests.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldSendItsTokenAndNeverShowIt() throws IOException {
        try (StubGateway gateway = new StubGateway().refuse(403, "{\"code\":\"ACCESS_DENIED\",\"detail\":\"no\"}");
                LeaseSource source = new LeaseSource(new Surroundings(
                        Map.of("SPARKGATE_URL", gateway.url(), "SPARKGATE_TOKEN", "t0p-s3cret"),
                        Map.of("user.name", "mira"),
                        folder))) {
            // When
            SparkGatewayException refused =
                    catchThrowableOfType(SparkGatewayException.class, () -> source.acquire(SETTINGS, "anybody"));

            // Then
            assertThat(refused.code()).isEqualTo("ACCESS_DENIED");
            assertThat(refused).hasMessageNotContaining("t0p-s3cret");
            assertThat(gateway.authorizations()).containsOnly("Bearer t0p-s3cret");
        }
    }

    private Surroundings surroundings(String name, String value) {
        return new Surroundings(
                Map.of("SPARKGATE_HOME", folder.resolve("home").toString(), name, value),
                Map.of("user.name", "mira"),
                folder);
    }

    private void ready(StubGateway gateway) throws IOException {
        Files.writeString(
                folder.resolve("ready"), "{\"http\":\"" + gateway.url() + "\",\"remote\":\"sc://127.0.0.1:9\"}\n");
    }
}
