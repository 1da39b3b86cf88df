package dev.sparkgate.cli;

import java.util.List;

/** Prepares a command: our terminal, our folder, and the variables of its lease. */
final class CommandEnvironment {
    private CommandEnvironment() {}

    static ProcessBuilder builder(List<String> command, LeasedGateway leased) {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        if (!LeaseVariables.isEncrypted(leased.lease())) {
            // With it PySpark would speak TLS to whatever the URL names.
            builder.environment().remove("SPARK_CONNECT_AUTHENTICATE_TOKEN");
        }
        builder.environment()
                .putAll(LeaseVariables.of(leased.lease(), leased.target().url()));
        return builder;
    }
}
