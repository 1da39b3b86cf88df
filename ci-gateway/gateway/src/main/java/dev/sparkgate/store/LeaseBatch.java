package dev.sparkgate.store;

import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseChange;
import dev.sparkgate.lease.LeaseState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Many changes as few statements: what happened to a lease in between is not written, only how it stands in the end. */
final class LeaseBatch {
    private final Map<String, LeaseChange.Saved> leases = new LinkedHashMap<>();
    private final Map<String, Instant> cancelled = new LinkedHashMap<>();

    LeaseBatch(List<LeaseChange> changes) {
        for (LeaseChange change : changes) {
            if (change instanceof LeaseChange.Saved saved) {
                leases.merge(saved.lease().id(), saved, LeaseChange.Saved::then);
            } else if (change instanceof LeaseChange.KeyCancelled key) {
                cancelled.put(key.key(), key.at());
            }
        }
    }

    /** Writes them within the transaction of {@code handle}. */
    void write(Handle handle) {
        List<Lease> absent = new ArrayList<>();
        List<Lease> changed = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        leases.values().forEach(saved -> {
            (saved.first() ? absent : changed).add(saved.lease());
            if (saved.lease().state() instanceof LeaseState.Ended) {
                ended.add(saved.lease().id());
            }
        });
        absent.addAll(update(handle, changed));
        insert(handle, absent);
        forgetSessions(handle, ended);
        cancel(handle);
    }

    /** Returns those that are not there: what was to be written of them first never was. */
    private static List<Lease> update(Handle handle, List<Lease> leases) {
        if (leases.isEmpty()) {
            return List.of();
        }
        String changes = LeaseRow.changing(leases.get(0)).keySet().stream()
                .map(column -> column + " = :" + column)
                .collect(Collectors.joining(", "));
        int[] counts = execute(handle, "update lease set " + changes + " where id = :id", leases, LeaseRow::changing);
        List<Lease> absent = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                absent.add(leases.get(i));
            }
        }
        return absent;
    }

    private static void insert(Handle handle, List<Lease> leases) {
        if (leases.isEmpty()) {
            return;
        }
        Iterable<String> columns = LeaseRow.of(leases.get(0)).keySet();
        String values = ":" + String.join(", :", columns);
        execute(
                handle,
                "insert into lease (" + String.join(", ", columns) + ") values (" + values + ")",
                leases,
                LeaseRow::of);
    }

    private static void forgetSessions(Handle handle, List<String> leases) {
        if (leases.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("delete from lease_session where lease_id = ?");
        leases.forEach(batch::add);
        batch.execute();
    }

    private void cancel(Handle handle) {
        cancelled.forEach((key, at) -> {
            handle.execute("delete from cancelled_key where lease_key = ?", key);
            handle.execute(
                    "insert into cancelled_key (lease_key, cancelled_at) values (?, ?)",
                    key,
                    at.atOffset(ZoneOffset.UTC));
        });
    }

    /** Turns a lease into the columns of a statement. */
    private interface Columns {
        Map<String, @Nullable Object> of(Lease lease);
    }

    private static int[] execute(Handle handle, String statement, List<Lease> leases, Columns columns) {
        PreparedBatch batch = handle.prepareBatch(statement);
        for (Lease lease : leases) {
            batch.bindMap(columns.of(lease)).bind("id", lease.id()).add();
        }
        return batch.execute();
    }
}
