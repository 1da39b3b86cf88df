package dev.sparkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code run} as a process of its own, as users and CI systems meet it. */
class RunCommandProcessTest {
    private static final Duration RELEASED_WITHIN = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private FakeGateway gateway;
    private Process run;
    private List<String> options = List.of();

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
        if (run != null) {
            run.descendants().forEach(ProcessHandle::destroyForcibly);
            run.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({"exit 0, 0", "exit 3, 3", "kill -9 $$, 137"})
    void shouldEndAsTheCommandEndsWhenItRan(String script, int expected) throws Exception {
        // When
        run("sh", "-c", script);

        // Then
        assertThat(status()).isEqualTo(expected);
        assertThat(gateway.calls()).containsExactly("POST /api/v1/leases", "DELETE /api/v1/leases/l1");
        assertThat(errors())
                .startsWith("sparkgate: lease l1 in environment test, namespace sjns-a-test-l1, waited 12ms, ran ")
                .endsWith(", exit " + expected);
    }

    @Test
    void shouldLeadTheCommandToItsLeaseWhenItRuns() throws Exception {
        // When
        run("sh", "-c", "env >" + folder + "/env");

        // Then
        assertThat(status()).isZero();
        assertThat(Files.readAllLines(folder.resolve("env")))
                .contains(
                        "SPARK_REMOTE=sc://127.0.0.1:15002/;x-sparkgate-lease=s3cret",
                        "SPARK_CONNECT_GATEWAY=127.0.0.1:15002",
                        "SPARK_CONNECT_TEAM=a",
                        "SPARK_CONNECT_ENV=test",
                        "SPARK_CONNECT_USER=it's me",
                        "SPARKGATE_URL=" + gateway.url(),
                        "SPARKGATE_LEASE_ID=l1",
                        "SPARKGATE_LEASE_SECRET=s3cret",
                        "SPARKGATE_NAMESPACE=sjns-a-test-l1")
                .noneMatch(line -> line.startsWith("SPARK_CONNECT_AUTHENTICATE_TOKEN="));
    }

    @Test
    void shouldWriteTheReportBeforeTheLeaseIsReleasedWhenItIsAskedFor() throws Exception {
        // Given
        options = List.of("--report", folder.resolve("a/report").toString());

        // When
        run("sh", "-c", "exit 3");

        // Then
        assertThat(status()).isEqualTo(3);
        assertThat(gateway.calls())
                .containsExactly(
                        "POST /api/v1/leases",
                        "GET /api/v1/leases/l1/report",
                        "GET /api/v1/leases/l1/report",
                        "DELETE /api/v1/leases/l1");
        assertThat(folder.resolve("a/report/report.json")).hasContent(FakeGateway.LEASE);
        assertThat(folder.resolve("a/report/report.html")).hasContent("<p>text/html</p>");
    }

    @Test
    void shouldTakeNoLeaseWhenTheCommandIsNotThere() throws Exception {
        // When
        run("no-such-command");

        // Then
        assertThat(status()).isEqualTo(127);
        assertThat(gateway.calls()).isEmpty();
    }

    @Test
    void shouldSayThatItCannotWhenTheCommandIsNoProgram() throws Exception {
        // Given
        Path text = Files.writeString(folder.resolve("text"), "just text");

        // When
        run(text.toString());

        // Then
        assertThat(status()).isEqualTo(126);
        assertThat(gateway.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void shouldGiveTheLeaseBackWhenASignalEndsTheCommand(String signal, int expected) throws Exception {
        // Given
        run("sh", "-c", "touch started; sleep 60; true");
        awaitFile("started");

        // When
        signal(signal);

        // Then
        awaitRelease();
        assertThat(status()).isEqualTo(expected);
        assertThat(run.descendants()).isEmpty();
    }

    @Test
    void shouldGiveTheLeaseBackWhenTheCommandTakesItsTimeAfterTheSignal() throws Exception {
        // Given
        run("sh", "-c", "trap 'touch asked' TERM; touch started; while :; do sleep 0.1; [ ! -e end ] || exit 7; done");
        awaitFile("started");

        // When
        signal("TERM");

        // Then
        awaitRelease();
        awaitFile("asked");
        assertThat(run.isAlive()).isTrue();
        Files.createFile(folder.resolve("end"));
        assertThat(status()).isEqualTo(7);
    }

    private void run(String... command) throws IOException {
        List<String> line = new ArrayList<>(Installation.command(List.of("run", "--gateway", gateway.url())));
        line.addAll(options);
        line.add("--");
        line.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("SPARKGATE_HOME", folder.resolve("home").toString());
        builder.environment().put("SPARK_CONNECT_AUTHENTICATE_TOKEN", "of-something-else");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        run = builder.redirectInput(new File("/dev/null")).start();
    }

    private int status() throws InterruptedException {
        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return run.exitValue();
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err")).strip();
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + run.pid())
                .start()
                .waitFor();
    }

    private void awaitFile(String name) {
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(folder.resolve(name)));
    }

    private void awaitRelease() {
        await().atMost(RELEASED_WITHIN).until(() -> gateway.calls().contains("DELETE /api/v1/leases/l1"));
    }
}
