package dev.sparkgate.cli;

import org.jspecify.annotations.Nullable;

/** Tells people what a lease waits for. */
final class WaitText {
    private WaitText() {}

    static String of(Lease lease) {
        @Nullable Long position = lease.number("queuePosition");
        String where = " in environment " + lease.text("environment");
        if (position != null && position > 0) {
            return "waiting for a driver" + where + ", position " + position + " in the queue";
        }
        return "preparing a lease" + where;
    }
}
