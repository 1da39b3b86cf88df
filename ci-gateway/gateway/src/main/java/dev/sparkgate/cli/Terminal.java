package dev.sparkgate.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the terminal knows of this process. */
final class Terminal {
    private static final int GROUP = 2;
    private static final int TERMINAL = 4;
    private static final int FOREGROUND_GROUP = 5;

    private Terminal() {}

    /** Says whether this process has a terminal; one that was closed is no more. */
    static boolean isThere() {
        try {
            return isThere(new String(Files.readAllBytes(Path.of("/proc/self/stat")), StandardCharsets.ISO_8859_1));
        } catch (IOException noProcFileSystem) {
            return System.console() != null;
        }
    }

    static boolean isThere(String stat) {
        return !fields(stat)[TERMINAL].equals("0");
    }

    /** Says whether Ctrl-C on the terminal reaches this process and all of its group. */
    static boolean isForeground() {
        try {
            return isForeground(
                    new String(Files.readAllBytes(Path.of("/proc/self/stat")), StandardCharsets.ISO_8859_1));
        } catch (IOException noProcFileSystem) {
            return System.console() != null;
        }
    }

    /** Reads {@code /proc/PID/stat} (proc(5)): state, ppid, pgrp, session, tty_nr, tpgid stand after the name in brackets. */
    static boolean isForeground(String stat) {
        String[] fields = fields(stat);
        return !fields[TERMINAL].equals("0") && fields[GROUP].equals(fields[FOREGROUND_GROUP]);
    }

    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }
}
