package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayFinderTest {
    private static final String USER = "mira";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private StubGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new StubGateway();
        environment.put("SPARKGATE_HOME", folder.resolve("home").toString());
        Files.createDirectories(folder.resolve("home/gateways"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void shouldTakeTheGivenAddressAndNotBeSeenByItWhenItIsElsewhere() {
        // Given
        environment.put("SPARKGATE_URL", "https://gateway.example/");

        // When
        GatewayAddress found = finder().find("test");

        // Then
        assertThat(found).hasToString("https://gateway.example");
        assertThat(found.ownMachine()).isFalse();
    }

    @Test
    void shouldKnowThatTheGivenGatewayIsOnThisMachineWhenItHasARecord() throws IOException {
        // Given
        record(0, ownStart(), Version.own(), USER, "test");
        environment.put("SPARKGATE_URL", gateway.url() + "/");

        // When Then
        assertThat(finder().find("test").ownMachine()).isTrue();
    }

    @Test
    void shouldTakeTheLiveGatewayOfTheSameUserAndVersion() throws IOException {
        // Given
        record(0, ownStart(), "0.0.1", USER, "test");
        record(1, ownStart(), Version.own(), "somebody", "test");
        Files.writeString(folder.resolve("home/gateways/2.json"), "{\"http\":");
        record(3, ownStart(), Version.own(), USER, "test");

        // When Then
        assertThat(finder().find("test")).hasToString(gateway.url());
        assertThat(finder().find("test").ownMachine()).isTrue();
    }

    @Test
    void shouldPreferTheGatewayThatHasTheEnvironment() throws IOException {
        // Given
        try (StubGateway other = new StubGateway()) {
            record(0, ownStart(), Version.own(), USER, "local");
            StubGateway first = gateway;
            gateway = other;
            record(1, ownStart(), Version.own(), USER, "staging");
            gateway = first;

            // When Then
            assertThat(finder().find("staging")).hasToString(other.url());
            assertThat(finder().find("unknown")).hasToString(first.url());
        }
    }

    @Test
    void shouldStartOneWhenTheRecordedProcessHasAnotherStart() throws IOException {
        // Given
        record(0, ownStart().minusSeconds(60), Version.own(), USER, "test");
        launcher("echo '{\"http\":\"http://127.0.0.1:9\",\"remote\":\"sc://127.0.0.1:9\",\"pid\":1}'");

        // When Then
        assertThat(finder().find("test")).hasToString("http://127.0.0.1:9");
    }

    @Test
    void shouldStartASharedGatewayThatEndsWhenIdle() throws IOException {
        // Given
        launcher("echo \"$@\" >> calls; echo '{\"http\":\"" + gateway.url()
                + "\",\"remote\":\"sc://127.0.0.1:9\",\"pid\":1}'");

        // When
        GatewayFinder finder = finder();
        finder.find("test");
        finder.find("test");

        // Then
        assertThat(folder.resolve("calls"))
                .content()
                .isEqualToIgnoringNewLines("up --detach --json --grpc-port 0 --http-port 0 --idle 10m");
    }

    @Test
    void shouldStartOneOnlyWhenManyLookAtOnce() throws Exception {
        // Given
        String record = Json.write(recordOf(ownStart(), Version.own(), USER, "test"));
        launcher("echo x >> calls; echo '" + record + "' > home/gateways/7.json.new; mv home/gateways/7.json.new"
                + " home/gateways/7.json; echo '" + record + "'");
        ExecutorService threads = Executors.newFixedThreadPool(4);

        // When
        List<Future<GatewayAddress>> found = threads.invokeAll(
                java.util.Collections.<Callable<GatewayAddress>>nCopies(4, () -> finder().find("test")));
        threads.shutdown();

        // Then
        for (Future<GatewayAddress> each : found) {
            assertThat(each.get()).hasToString(gateway.url());
        }
        assertThat(folder.resolve("calls")).content().isEqualToIgnoringNewLines("x");
    }

    @Test
    void shouldQuoteItsLastWordsWhenTheStartFails() throws IOException {
        // Given
        launcher("echo starting; echo 'CONFIG_INVALID: port 0 is taken' >&2; exit 3");

        // When Then
        assertThatThrownBy(() -> finder().find("test"))
                .isInstanceOfSatisfying(
                        SparkGatewayException.class, e -> assertThat(e.code()).isEqualTo("GATEWAY_START_FAILED"))
                .hasMessageContainingAll(
                        "it ended with status 3 before it was ready",
                        "bin/sparkgate up --detach",
                        "starting",
                        "CONFIG_INVALID: port 0 is taken");
    }

    @Test
    void shouldSayWhatItGotWhenTheAnswerIsNotUnderstood() throws IOException {
        // Given
        launcher("echo '{\"hello\":1}'");

        // When Then
        assertThatThrownBy(() -> finder().find("test"))
                .hasMessageContaining("its answer {\"hello\":1} is not understood: no text 'http' in it");
    }

    private GatewayFinder finder() {
        Surroundings surroundings =
                new Surroundings(environment, Map.of("user.name", USER, "java.home", "/jdk"), folder);
        return new GatewayFinder(surroundings, new GatewayClient(null), null, new Strategy());
    }

    private void launcher(String script) throws IOException {
        Path launcher = folder.resolve("bin/sparkgate");
        Files.createDirectories(launcher.getParent());
        Files.writeString(launcher, "#!/bin/sh\ncd '" + folder + "'\n" + script + "\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        environment.put("SPARKGATE_BIN", launcher.toString());
    }

    private void record(int number, Instant start, String version, String user, String environment) throws IOException {
        Files.writeString(
                folder.resolve("home/gateways/" + number + ".json"),
                Json.write(recordOf(start, version, user, environment)));
    }

    private Map<String, Object> recordOf(Instant start, String version, String user, String environment) {
        return Map.of(
                "http",
                gateway.url(),
                "remote",
                "sc://127.0.0.1:9",
                "pid",
                ProcessHandle.current().pid(),
                "startedAt",
                start.toString(),
                "version",
                version,
                "user",
                user,
                "environments",
                List.of(environment),
                "ephemeral",
                true);
    }

    private static Instant ownStart() {
        return ProcessHandle.current().info().startInstant().orElseThrow();
    }
}
