package dev.sparkgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmallPartsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "it's",
                "a b",
                "$(rm -rf /)",
                "`x`",
                "\"quoted\"",
                "back\\slash",
                "two\nlines",
                "''",
                "*",
                "ü"
            })
    void shouldComeBackAsItWasWhenAShellReadsAQuotedText(String text) throws IOException {
        // When
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + ShellQuote.quote(text)).start();

        // Then
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "'7 (java) S 1 7 7 34816 7 0', true",
        "'7 (a ) b) S 1 7 7 34816 9 0', false",
        "'7 (java) S 1 7 7 0 -1 0', false"
    })
    void shouldKnowTheForegroundWhenTheKernelTellsOfTheProcess(String stat, boolean expected) {
        // When / Then
        assertThat(Terminal.isForeground(stat)).isEqualTo(expected);
    }

    @Test
    void shouldDrawProgressWhenTheTotalIsKnown() {
        // When / Then
        assertThat(ProgressBar.text("downloading Spark 4.1.2", 100L << 20, 400L << 20))
                .isEqualTo("downloading Spark 4.1.2 [########......................] 25% (100 of 400 MB)");
        assertThat(ProgressBar.text("downloading", 5L << 20, -1)).isEqualTo("downloading … 5 MB");
        assertThat(ProgressBar.text("resolving", 0, -1)).isEqualTo("resolving …");
    }

    @Test
    void shouldPrintALineNowAndThenWhenNobodyLooksAtATerminal() {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

        // When
        try (LiveLine line = new LiveLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, clock)) {
            line.show("first");
            line.show("a moment later");
        }

        // Then
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("sparkgate: first");
    }

    @ParameterizedTest
    @CsvSource({"/a, /h, /u, /a", "'', /h, /u, /h/.sparkgate", "'', '', /u, /u/.sparkgate"})
    void shouldFindTheHomeWhenVariablesAreSetOrNot(String sparkgateHome, String home, String userHome, Path expected) {
        // When / Then
        assertThat(Home.of(Map.of("SPARKGATE_HOME", sparkgateHome, "HOME", home), userHome)
                        .folder())
                .isEqualTo(expected);
    }

    @Test
    void shouldTellTheGatewaysOwnReasonWhenItDidNotStart() {
        // Given
        String output = "12:00:00 WARN something\nsparkgate: PORT_IN_USE: HTTP address 127.0.0.1:1 cannot be bound";

        // When / Then
        assertThat(GatewayFailure.of(new GatewayStarter.Failure(125, output))
                        .code()
                        .name())
                .isEqualTo("PORT_IN_USE");
        assertThat(GatewayFailure.of(new GatewayStarter.Failure(137, "Killed")).getMessage())
                .contains("exit status 137")
                .contains("Killed");
    }

    @Test
    void shouldFindItselfAmongTheLivingWhenItIsNotAZombie() throws Exception {
        // Given
        Process ended = new ProcessBuilder("true").start();
        ProcessIdentity gone = new ProcessIdentity(ended.pid(), Instant.now());

        // When
        ended.waitFor();

        // Then
        assertThat(ProcessIdentity.current().find()).isPresent();
        assertThat(gone.find()).isEmpty();
    }
}
