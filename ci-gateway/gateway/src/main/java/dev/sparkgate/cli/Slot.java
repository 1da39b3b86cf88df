package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.file.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The place of a living gateway among those of this machine: its number and its state folder, held by a lock.
 *
 * @param adopted whether state of an earlier gateway lies in the folder, to be taken over
 */
record Slot(Home home, int number, Kind kind, boolean adopted, FileChannel lock) {
    /** The file in the folder that is locked while the gateway lives. */
    static final String LOCK = "lock";
    /** The file in the folder that tells the kind. */
    static final String KIND = "kind";
    /** What a gateway in the background writes to stdout and stderr. */
    static final String OUTPUT = "gateway.out";
    /** The log of a gateway in the background. */
    static final String LOG = "gateway.log";

    Slot {
        requireNonNull(home, "home");
        requireNonNull(kind, "kind");
        requireNonNull(lock, "lock");
    }

    /** What becomes of a gateway's state when it ends. */
    enum Kind {
        /** Is removed. */
        EPHEMERAL,
        /** Stays for the next gateway. */
        LASTING
    }

    Path folder() {
        return home.slot(number);
    }

    void register(GatewayRecord record) throws IOException {
        PrivateFiles.replace(home.record(number), record.toJson());
    }

    /** Lets the slot go, and removes what nobody needs any more. */
    void release() throws IOException {
        try (FileChannel claims = Slots.exclusive(home)) {
            java.nio.file.Files.deleteIfExists(home.record(number));
            if (kind == Kind.EPHEMERAL) {
                FileTree.delete(folder());
            }
            lock.close();
        }
    }

    /** Gives the slot back as it was found, after a gateway that did not start. */
    void abandon() throws IOException {
        if (kind == Kind.EPHEMERAL && !adopted) {
            release();
            return;
        }
        lock.close();
    }
}
