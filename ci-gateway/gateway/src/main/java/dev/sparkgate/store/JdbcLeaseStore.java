package dev.sparkgate.store;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseChange;
import dev.sparkgate.lease.LeaseStore;
import dev.sparkgate.lease.TeardownStep;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** Keeps leases in a SQL database: H2 or PostgreSQL. */
public final class JdbcLeaseStore implements LeaseStore {
    /** As many as the gateway keeps in mind anyway. */
    private static final int ENDED_LOADED = 5_000;

    private final Database database;

    public JdbcLeaseStore(Database database) {
        this.database = requireNonNull(database, "database");
    }

    @Override
    public void write(List<LeaseChange> changes) {
        run("save " + changes.size() + " changes of leases", handle -> {
            new LeaseBatch(changes).write(handle);
            return 0;
        });
    }

    @Override
    public List<Lease> load() {
        return run("load leases", handle -> {
            List<Lease> ended = handle.createQuery("select * from lease where state = 'ENDED'"
                            + " order by since desc fetch first " + ENDED_LOADED + " rows only")
                    .map((row, context) -> LeaseRow.read(row))
                    .list();
            Collections.reverse(ended);
            List<Lease> leases = new ArrayList<>(ended);
            leases.addAll(handle.createQuery("select * from lease where state <> 'ENDED' order by created_at, id")
                    .map((row, context) -> LeaseRow.read(row))
                    .list());
            return leases;
        });
    }

    @Override
    public void forgetBefore(Instant moment) {
        run("forget leases", handle -> {
            handle.execute("delete from lease where state = 'ENDED' and since < ?", moment.atOffset(ZoneOffset.UTC));
            return handle.execute("delete from cancelled_key where cancelled_at < ?", moment.atOffset(ZoneOffset.UTC));
        });
    }

    @Override
    public Map<String, Instant> cancelledKeys() {
        return run("load cancelled keys", handle -> {
            Map<String, Instant> keys = new LinkedHashMap<>();
            handle.createQuery("select lease_key, cancelled_at from cancelled_key order by cancelled_at")
                    .map((row, context) -> Map.entry(
                            row.getString(1),
                            row.getObject(2, OffsetDateTime.class).toInstant()))
                    .forEach(entry -> keys.put(entry.getKey(), entry.getValue()));
            return keys;
        });
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

    @Override
    public TeardownStep teardown(String leaseId) {
        return run(
                "load teardown",
                handle -> handle.createQuery("select teardown from lease where id = :id and teardown is not null")
                        .bind("id", leaseId)
                        .mapTo(String.class)
                        .findOne()
                        .map(TeardownStep::valueOf)
                        .orElse(TeardownStep.INTERRUPT));
    }

    @Override
    public void teardownAt(String leaseId, TeardownStep next) {
        run(
                "save teardown",
                handle -> handle.execute("update lease set teardown = ? where id = ?", next.name(), leaseId));
    }

    @Override
    public void hold(String leaseId) {
        run("save hold", handle -> handle.execute("update lease set held = true where id = ?", leaseId));
    }

    @Override
    public List<String> held() {
        return run(
                "load holds",
                handle -> handle.createQuery("select id from lease where held and state <> 'ENDED'")
                        .mapTo(String.class)
                        .list());
    }

    private <T> T run(String what, Function<Handle, T> work) {
        try {
            return database.inTransaction(work);
        } catch (JdbiException e) {
            throw database.failure(what, e);
        }
    }
}
