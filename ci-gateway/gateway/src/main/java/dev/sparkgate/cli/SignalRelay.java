package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * Passes SIGINT, SIGTERM and SIGHUP on to the command. Before there is a command they end this process, with its shutdown
 * hooks.
 *
 * <p>Ctrl-C reaches the command by the terminal itself; passing it on would count as a second one, which makes many programs
 * give up their clean end. Whoever ends us by SIGTERM wants an end: what the command started is ended as well, and the lease
 * is given back even when the command takes its time.
 */
final class SignalRelay {
    /** The lease is to be back two seconds after the signal; the command is asked first. */
    private static final Duration PATIENCE = Duration.ofMillis(1000);

    private final Runnable giveBack;
    private @Nullable Process command;
    private final List<ProcessHandle> toEnd = new ArrayList<>();

    /** @param giveBack gives the lease back; may be called more than once */
    SignalRelay(Runnable giveBack) {
        this.giveBack = requireNonNull(giveBack, "giveBack");
    }

    void install() {
        for (String name : List.of("INT", "TERM", "HUP")) {
            try {
                Signal.handle(new Signal(name), this::received);
            } catch (IllegalArgumentException notOnThisSystem) {
                // the system, or an option of the JVM, keeps the signal for itself
            }
        }
    }

    /** Starts the command; no signal comes in between. */
    synchronized Process start(ProcessBuilder builder) throws java.io.IOException {
        Process started = builder.start();
        command = started;
        return started;
    }

    /** Waits for the command's end and ends what a signal was meant to end too. */
    int await() throws InterruptedException {
        Process running = requireNonNull(running(), "command");
        int status = running.waitFor();
        endRest();
        return status;
    }

    private synchronized @Nullable Process running() {
        return command;
    }

    private void received(Signal signal) {
        Process running = running();
        if (running == null) {
            System.exit(ExitStatus.SIGNAL + signal.getNumber());
            return;
        }
        if (signal.getName().equals("INT")) {
            if (Terminal.isForeground()) {
                return;
            }
            // As a terminal would: a shell in between waits for what it runs, and that has to hear of it.
            send(
                    signal,
                    Stream.concat(Stream.of(running.toHandle()), running.descendants())
                            .toList());
        } else {
            remember(running.descendants().toList());
            send(signal, List.of(running.toHandle()));
        }
        giveBackSoon(running);
    }

    private void giveBackSoon(Process running) {
        Thread waiting = new Thread(
                () -> {
                    try {
                        if (!running.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                            giveBack.run();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "give-back");
        waiting.setDaemon(true);
        waiting.start();
    }

    private synchronized void remember(List<ProcessHandle> descendants) {
        toEnd.addAll(descendants);
    }

    private synchronized void endRest() {
        toEnd.forEach(ProcessHandle::destroy);
    }

    private static void send(Signal signal, List<ProcessHandle> processes) {
        if (signal.getName().equals("TERM")) {
            processes.forEach(ProcessHandle::destroy);
            return;
        }
        // Java can only send SIGTERM and SIGKILL; every shell can send the others.
        String ids = String.join(
                " ",
                processes.stream().map(process -> Long.toString(process.pid())).toList());
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal.getName() + " " + ids + " 2>/dev/null").start();
        } catch (java.io.IOException noShell) {
            processes.forEach(ProcessHandle::destroy);
        }
    }
}
