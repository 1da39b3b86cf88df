package dev.sparkgate.store;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseStore;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Keeps leases in a SQL database: H2 or PostgreSQL. */
public final class JdbcLeaseStore implements LeaseStore {
    private final Database database;

    public JdbcLeaseStore(Database database) {
        this.database = requireNonNull(database, "database");
    }

    @Override
    public void save(Lease lease) {
        Map<String, @Nullable Object> row = LeaseRow.of(lease);
        String columns = String.join(", ", row.keySet());
        String values = row.keySet().stream().map(column -> ":" + column).collect(Collectors.joining(", "));
        String changes =
                row.keySet().stream().map(column -> column + " = :" + column).collect(Collectors.joining(", "));
        run("save lease " + lease.id(), handle -> {
            int updated = handle.createUpdate("update lease set " + changes + " where id = :id")
                    .bindMap(row)
                    .execute();
            if (updated == 0) {
                handle.createUpdate("insert into lease (" + columns + ") values (" + values + ")")
                        .bindMap(row)
                        .execute();
            }
            if (lease.state() instanceof dev.sparkgate.lease.LeaseState.Ended) {
                handle.execute("delete from lease_session where lease_id = ?", lease.id());
            }
            return 0;
        });
    }

    @Override
    public List<Lease> load() {
        return run(
                "load leases",
                handle -> handle.createQuery("select * from lease order by created_at")
                        .map((row, context) -> LeaseRow.read(row))
                        .list());
    }

    @Override
    public void forgetBefore(Instant moment) {
        run("forget leases", handle -> {
            handle.execute("delete from lease where state = 'ENDED' and since < ?", moment.atOffset(ZoneOffset.UTC));
            return handle.execute("delete from cancelled_key where cancelled_at < ?", moment.atOffset(ZoneOffset.UTC));
        });
    }

    @Override
    public void cancelKey(String key, Instant now) {
        run("cancel key", handle -> {
            handle.execute("delete from cancelled_key where lease_key = ?", key);
            return handle.execute(
                    "insert into cancelled_key (lease_key, cancelled_at) values (?, ?)",
                    key,
                    now.atOffset(ZoneOffset.UTC));
        });
    }

    @Override
    public Set<String> cancelledKeys() {
        return run(
                "load cancelled keys",
                handle -> handle.createQuery("select lease_key from cancelled_key")
                        .mapTo(String.class)
                        .set());
    }

    @Override
    public void saveSession(String leaseId, SessionKey session, boolean prepared) {
        run("save session", handle -> {
            int updated = handle.execute(
                    "update lease_session set prepared = ? where lease_id = ? and user_id = ? and session_id = ?",
                    prepared,
                    leaseId,
                    session.userId(),
                    session.sessionId());
            return updated > 0
                    ? updated
                    : handle.execute(
                            "insert into lease_session (lease_id, user_id, session_id, prepared) values (?, ?, ?, ?)",
                            leaseId,
                            session.userId(),
                            session.sessionId(),
                            prepared);
        });
    }

    @Override
    public boolean isPrepared(String leaseId, SessionKey session) {
        return run(
                "load session",
                handle -> handle.createQuery("select prepared from lease_session"
                                + " where lease_id = :lease and user_id = :user and session_id = :session")
                        .bind("lease", leaseId)
                        .bind("user", session.userId())
                        .bind("session", session.sessionId())
                        .mapTo(Boolean.class)
                        .findOne()
                        .orElse(false));
    }

    @Override
    public Optional<String> leaseOf(SessionKey session) {
        return run(
                "find session",
                handle -> handle.createQuery(
                                "select lease_id from lease_session where session_id = :session and user_id = :user")
                        .bind("session", session.sessionId())
                        .bind("user", session.userId())
                        .mapTo(String.class)
                        .findFirst());
    }

    @Override
    public List<SessionKey> sessions(String leaseId) {
        return run(
                "load sessions",
                handle -> handle.createQuery("select user_id, session_id from lease_session where lease_id = :id")
                        .bind("id", leaseId)
                        .map((row, context) -> new SessionKey(row.getString(1), row.getString(2)))
                        .list());
    }

    @Override
    public void removeSession(String leaseId, SessionKey session) {
        run(
                "remove session",
                handle -> handle.execute(
                        "delete from lease_session where lease_id = ? and user_id = ? and session_id = ?",
                        leaseId,
                        session.userId(),
                        session.sessionId()));
    }

    private <T> T run(String what, Function<Handle, T> work) {
        try {
            return database.jdbi().inTransaction(work::apply);
        } catch (JdbiException e) {
            throw database.failure(what, e);
        }
    }
}
