package dev.sparkgate.cli;

import java.util.List;

/** Entry of the command line and of the gateway's own process ({@code sparkgate up}). */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int status = CommandLines.execute(Surroundings.ofProcess(), List.of(arguments));
        System.out.flush();
        System.exit(status);
    }
}
