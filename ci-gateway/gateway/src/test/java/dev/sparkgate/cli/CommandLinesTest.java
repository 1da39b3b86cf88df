package dev.sparkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLinesTest {
    @TempDir
    Path home;

    private Console console;

    @BeforeEach
    void openConsole() {
        console = new Console(home);
    }

    @Test
    void shouldPrintTheVersionWhenAskedForIt() {
        // When
        int status = console.run("version");

        // Then
        assertThat(status).isZero();
        assertThat(console.out()).startsWith("sparkgate ").contains("Spark 4.").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "up",
                "down",
                "status",
                "lease",
                "extend",
                "release",
                "list",
                "wait",
                "drivers",
                "drain",
                "logs",
                "runtime",
                "doctor",
                "check-config",
                "version"
            })
    void shouldExplainItselfWhenACommandIsAskedForHelp(String command) {
        // When
        int status = console.run(command, "--help");

        // Then
        assertThat(status).isZero();
        assertThat(console.out()).contains("sparkgate " + command);
    }

    @Test
    void shouldHideTheRehearsalWhenAskedForHelp() {
        // When
        console.run("--help");

        // Then
        assertThat(console.out()).contains("check-config").doesNotContain("rehearse");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    frobnicate                  | command 'frobnicate' is unknown (expected: one of run, up,
                    run --frob -- true          | option '--frob' is unknown
                    run --ttl 5parsecs -- true  | '5parsecs' is not a duration (expected: like 30s, 10m, 1h or ISO-8601 like PT1H)
                    run                         | Missing required parameter
                    up --grpc-port seven        | 'seven' is not an int
                    list nothing                | argument 'nothing' is not expected
                    """)
    void shouldSayWhatWasExpectedWhenTheUsageIsWrong(String line, String message) {
        // When
        int status = console.run(line.split(" +"));

        // Then
        assertThat(status).isEqualTo(2);
        assertThat(console.err())
                .startsWith("sparkgate: REQUEST_INVALID: ")
                .contains(message)
                .contains("--help");
        assertThat(console.err()).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--keep=on-failure"})
    void shouldRefuseWhenAnOptionIsNotSupportedYet(String option) {
        // When
        int status = console.run("run", option, "--", "true");

        // Then
        assertThat(status).isEqualTo(125);
        assertThat(console.err()).startsWith("sparkgate: NOT_SUPPORTED: ").hasLineCount(1);
    }

    @Test
    void shouldRefuseWhatMakesNoSenseForAFork() {
        // When
        int elsewhere = console.run("lease", "--fork-of=l1", "-e", "test");
        int ofNothing = console.run("lease", "--outlive");

        // Then
        assertThat(elsewhere).isEqualTo(125);
        assertThat(ofNothing).isEqualTo(125);
        assertThat(console.err().lines())
                .hasSize(2)
                .anyMatch(line -> line.contains("--environment 'test' cannot be given with --fork-of"))
                .anyMatch(line -> line.contains("--outlive says nothing without --fork-of"));
    }

    @Test
    void shouldRefuseAReportWhenThereIsNoCommandToReportOn() {
        // When
        int status = console.run("lease", "--report=out");

        // Then
        assertThat(status).isEqualTo(125);
        assertThat(console.err())
                .startsWith("sparkgate: NOT_SUPPORTED: --report")
                .contains("sparkgate run");
    }

    @Test
    void shouldRefuseBeforeAnythingStartsWhenTheReportCannotBeWritten() throws IOException {
        // Given
        Path file = Files.writeString(home.resolve("taken"), "");

        // When
        int status = console.run("run", "--report=" + file, "--", "true");

        // Then
        assertThat(status).isEqualTo(125);
        assertThat(console.err())
                .startsWith("sparkgate: REQUEST_INVALID: --report " + file)
                .contains("expected: a folder");
        assertThat(home.resolve("gateways")).doesNotExist();
    }

    @Test
    void shouldRefuseBeforeAnythingStartsWhenNoGatewayCanKnowTheEnvironment() {
        // When
        int status = console.run("run", "--environment", "nowhere", "--", "true");

        // Then
        assertThat(status).isEqualTo(125);
        assertThat(console.err())
                .startsWith("sparkgate: ENVIRONMENT_UNKNOWN: environment 'nowhere'")
                .contains("local or test");
        assertThat(home.resolve("gateways")).doesNotExist();
    }

    @Test
    void shouldPrintEveryErrorWhenAConfigurationIsInvalid() throws IOException {
        // Given
        Path file = Files.writeString(home.resolve("sparkgate.yaml"), "gatewya: {}\npools: {a: {max: -1}}\n");

        // When
        int checked = console.run("check-config", file.toString());
        int started = console.run("up", "--config", file.toString());

        // Then
        assertThat(checked).isEqualTo(2);
        assertThat(started).isEqualTo(2);
        assertThat(console.err())
                .contains(file + ":1: gatewya")
                .contains(file + ":2: pools.a.max")
                .contains("sparkgate: CONFIG_INVALID: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    list --json    | {"leases":[]}
                    drivers --json | {"drivers":[]}
                    """)
    void shouldAnswerWithNothingWhenNoGatewayRuns(String line, String answer) {
        // When
        int status = console.run(line.split(" "));

        // Then
        assertThat(status).isZero();
        assertThat(console.out()).isEqualToIgnoringNewLines(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"down", "release l1", "release --key k"})
    void shouldSucceedWhenThereIsNothingToEnd(String line) {
        // When
        int status = console.run(line.split(" "));

        // Then
        assertThat(status).isZero();
    }

    @Test
    void shouldNameTheAddressWhenTheGatewayDoesNotAnswer() {
        // Given
        console.with("SPARKGATE_URL", "http://127.0.0.1:1");

        // When
        int status = console.run("run", "--", "true");

        // Then
        assertThat(status).isEqualTo(125);
        assertThat(console.err())
                .contains("sparkgate: GATEWAY_UNREACHABLE: gateway http://127.0.0.1:1 does not answer");
    }
}
