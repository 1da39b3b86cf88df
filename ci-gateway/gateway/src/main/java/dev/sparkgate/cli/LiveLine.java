package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A line on stderr that tells how a wait goes: redrawn on a terminal, elsewhere printed anew every few seconds. */
final class LiveLine implements AutoCloseable {
    private static final Duration REDRAW = Duration.ofMillis(100);
    private static final Duration REPEAT = Duration.ofSeconds(5);
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream stream;
    private final boolean terminal;
    private final Clock clock;
    private Instant nextShow = Instant.MIN;
    private String shown = "";

    LiveLine(PrintStream stream, boolean terminal, Clock clock) {
        this.stream = requireNonNull(stream, "stream");
        this.terminal = terminal;
        this.clock = requireNonNull(clock, "clock");
    }

    static LiveLine of(Surroundings surroundings) {
        return new LiveLine(surroundings.err(), surroundings.terminal(), Clock.systemUTC());
    }

    /** Shows the text, unless something was shown a moment ago. Progress comes from several threads. */
    synchronized void show(String text) {
        Instant now = clock.instant();
        if (now.isBefore(nextShow) || text.equals(shown)) {
            return;
        }
        stream.print(terminal ? ERASE + "sparkgate: " + text : "sparkgate: " + text + System.lineSeparator());
        stream.flush();
        shown = text;
        nextShow = now.plus(terminal ? REDRAW : REPEAT);
    }

    /** Takes the line away; what comes next starts at the left. */
    @Override
    public synchronized void close() {
        if (terminal && !shown.isEmpty()) {
            stream.print(ERASE);
            stream.flush();
        }
        shown = "";
    }
}
