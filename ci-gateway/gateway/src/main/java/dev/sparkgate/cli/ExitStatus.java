package dev.sparkgate.cli;

import dev.sparkgate.error.ErrorCode;

/** What the command line ends with, as {@code env}, {@code timeout} and the shells do it. */
final class ExitStatus {
    static final int OK = 0;
    /** A check found something: {@code doctor}, {@code status} without a gateway. */
    static final int NEGATIVE = 1;
    /** Wrong usage or an invalid configuration. */
    static final int USAGE = 2;
    /** Sparkgate itself failed. */
    static final int FAILED = 125;
    /** The command was found and cannot be executed. */
    static final int CANNOT_EXECUTE = 126;
    /** The command was not found. */
    static final int NOT_FOUND = 127;
    /** Added to the number of the signal that ended a process. */
    static final int SIGNAL = 128;

    private ExitStatus() {}

    static int of(ErrorCode code) {
        return code == ErrorCode.CONFIG_INVALID ? USAGE : FAILED;
    }
}
