package dev.sparkgate.junit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Writes what is attached to the report of a failed test. */
final class FailureText {
    private static final long TABLES_SECONDS = 10;

    private FailureText() {}

    static String of(HeldLease lease, FailureNotes notes, @Nullable HeldSession session) {
        return lease + "\n\nLast failed query\n-----------------\n" + notes.lastFailedQuery()
                + "\n\nTables\n------\n" + tables(session)
                + "\n\nEnd of the driver's log\n-----------------------\n" + notes.driverLog() + "\n";
    }

    /** Says how to enter a lease that is kept. */
    static String entry(HeldLease lease) {
        return "lease " + lease.id() + " is kept until " + lease.expiresAt() + "; enter it with\n  pyspark --remote \""
                + lease.remote() + "\"\n  spark-shell --remote \"" + lease.remote()
                + "\"\nand end it with\n  sparkgate release " + lease.id() + "\n\n";
    }

    /** A driver that hangs must not hold up the report. */
    private static String tables(@Nullable HeldSession session) {
        if (session == null) {
            return "(no session was open)";
        }
        CompletableFuture<String> tables = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try {
                        tables.complete(ScopeTables.of(session.session()));
                    } catch (RuntimeException | LinkageError e) {
                        tables.complete("(not to be had: " + e.getMessage() + ")");
                    }
                },
                "sparkgate-list-tables");
        reader.setDaemon(true);
        reader.start();
        try {
            return tables.get(TABLES_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return "(no answer from the driver within " + TABLES_SECONDS + " s)";
        } catch (ExecutionException e) {
            return "(not to be had: " + e.getCause() + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "(interrupted)";
        }
    }
}
