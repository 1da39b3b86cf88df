package dev.sparkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseCommandsTest {
    @TempDir
    Path home;

    private FakeGateway gateway;
    private Console console;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        console = new Console(home).with("SPARKGATE_URL", gateway.url());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void shouldGiveAShellTheVariablesWhenItEvaluatesThem() throws IOException {
        // When
        int status = console.run("lease", "--env");

        // Then
        assertThat(status).isZero();
        assertThat(evaluated("$SPARK_CONNECT_USER")).isEqualTo("it's me");
        assertThat(evaluated("$SPARK_REMOTE")).isEqualTo("sc://127.0.0.1:15002/;x-sparkgate-lease=s3cret");
        assertThat(evaluated("$SPARK_CONNECT_GATEWAY")).isEqualTo("127.0.0.1:15002");
        assertThat(evaluated("$SPARKGATE_URL")).isEqualTo(gateway.url());
    }

    private String evaluated(String expression) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", console.out() + "printf %s \"" + expression + "\"").start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldAskForAForkWhenALeaseIsNamed() {
        // Given
        console.with("SPARKGATE_ENVIRONMENT", "test");

        // When
        int status = console.run("lease", "--fork-of", "l1", "--outlive", "--ttl", "20m", "--json");

        // Then
        assertThat(status).isZero();
        assertThat(gateway.calls()).containsExactly("POST /api/v1/leases/l1/fork");
        assertThat(gateway.bodies().get(0))
                .contains("\"outlive\":true", "\"ttl\":\"PT20M\"")
                .doesNotContain("environment");
    }

    @Test
    void shouldSendWhatWasAskedForWhenALeaseIsAcquired() {
        // Given
        console.with("SPARKGATE_TEAM", "search");

        // When
        console.run(
                "lease",
                "-e",
                "test",
                "--ttl",
                "20m",
                "--idle",
                "PT90S",
                "--key",
                "k",
                "--conf",
                "a=b=c",
                "--label",
                "job=7",
                "--max-wait",
                "5s",
                "--spark",
                "4.1",
                "--user",
                "me",
                "--json");

        // Then
        assertThat(gateway.calls()).containsExactly("POST /api/v1/leases");
        assertThat(gateway.bodies())
                .containsExactly("{\"environment\":\"test\",\"team\":\"search\",\"user\":\"me\",\"ttl\":\"PT20M\","
                        + "\"idle\":\"PT1M30S\",\"spark\":\"4.1\",\"key\":\"k\",\"maxWait\":\"PT5S\","
                        + "\"conf\":{\"a\":\"b=c\"},\"labels\":{\"job\":\"7\"}}");
        assertThat(console.out()).isEqualToIgnoringNewLines(FakeGateway.LEASE);
    }

    @Test
    void shouldTellTheGatewaysOwnReasonWhenItRefuses() {
        // Given
        gateway.refuse(429, "QUEUE_FULL", "queue of pool default is full; come back later");

        // When
        int status = console.run("lease");

        // Then
        assertThat(status).isEqualTo(125);
        assertThat(console.err())
                .isEqualToIgnoringNewLines("sparkgate: QUEUE_FULL: queue of pool default is full; come back later");
    }

    @Test
    void shouldReleaseByIdOrKeyWhenAsked() {
        // When
        console.run("release", "l1");
        console.run("release", "--key", "a b&c");

        // Then
        assertThat(gateway.calls()).containsExactly("DELETE /api/v1/leases/l1", "DELETE /api/v1/leases?key=a%20b%26c");
    }

    @Test
    void shouldRefuseToEndAGatewayWhenItIsNotOfThisMachine() {
        // When
        int status = console.run("down");

        // Then
        assertThat(status).isEqualTo(125);
        assertThat(console.err()).contains("NOT_SUPPORTED").contains(gateway.url());
    }
}
