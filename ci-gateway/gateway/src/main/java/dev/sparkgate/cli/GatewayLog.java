package dev.sparkgate.cli;

/** Sends the gateway's log to its file when nobody watches. Must come before the first logger is made. */
final class GatewayLog {
    private GatewayLog() {}

    static void start(Slot slot, boolean inBackground) {
        if (inBackground && System.getProperty("logback.configurationFile") == null) {
            System.setProperty("sparkgate.log", slot.folder().resolve(Slot.LOG).toString());
            System.setProperty("logback.configurationFile", "dev/sparkgate/cli/logback-file.xml");
        }
    }
}
