package dev.sparkgate.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.lease.EndReason;
import dev.sparkgate.lease.Holder;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.Place;
import dev.sparkgate.lease.Problem;
import dev.sparkgate.namespace.Namespace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A lease as a row: column name to value, and back. */
final class LeaseRow {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LeaseRow() {}

    static Map<String, @Nullable Object> of(Lease lease) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", lease.id());
        row.put("lease_key", lease.key());
        row.put("secret_hash", lease.secretHash());
        row.put("environment", lease.environment());
        row.put("team", lease.team());
        row.put("user_name", lease.user());
        row.put("spark", lease.spark());
        row.put("conf", json(lease.conf()));
        row.put("labels", json(lease.labels()));
        row.put("namespace", json(lease.namespace()));
        row.put("ttl_ms", lease.ttl().toMillis());
        row.put("idle_ms", lease.idleAfter().toMillis());
        Holder holder = lease.holder();
        row.put("holder_pid", holder == null ? null : holder.pid());
        row.put("holder_started", holder == null ? null : time(holder.startedAt()));
        row.put("implicit", lease.implicit());
        row.put("created_at", time(lease.createdAt()));
        state(lease.state(), row);
        return row;
    }

    /** Returns what may change after a lease was written first. */
    static Map<String, @Nullable Object> changing(Lease lease) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("lease_key", lease.key());
        state(lease.state(), row);
        return row;
    }

    static Lease read(ResultSet row) throws SQLException {
        Instant holderStarted = instant(row, "holder_started");
        return new Lease(
                text(row, "id"),
                row.getString("lease_key"),
                text(row, "secret_hash"),
                text(row, "environment"),
                text(row, "team"),
                text(row, "user_name"),
                row.getString("spark"),
                parse(text(row, "conf"), new TypeReference<>() {}),
                parse(text(row, "labels"), new TypeReference<>() {}),
                parse(text(row, "namespace"), new TypeReference<Namespace>() {}),
                Duration.ofMillis(row.getLong("ttl_ms")),
                Duration.ofMillis(row.getLong("idle_ms")),
                holderStarted == null ? null : new Holder(row.getLong("holder_pid"), holderStarted),
                row.getBoolean("implicit"),
                time(row, "created_at"),
                state(row));
    }

    private static void state(LeaseState state, Map<String, @Nullable Object> row) {
        row.put("state", state.word());
        row.put("until", null);
        row.put("granted_at", null);
        row.put("reason", null);
        Problem problem = null;
        if (state instanceof LeaseState.Queued queued) {
            row.put("since", time(queued.since()));
            row.put("until", time(queued.until()));
        } else if (state instanceof LeaseState.Preparing preparing) {
            row.put("since", time(preparing.since()));
        } else if (state instanceof LeaseState.Active active) {
            row.put("since", time(active.grantedAt()));
            row.put("granted_at", time(active.grantedAt()));
            row.put("until", time(active.expiresAt()));
        } else if (state instanceof LeaseState.Ending ending) {
            row.put("since", time(ending.since()));
            row.put("granted_at", time(ending.grantedAt()));
            row.put("reason", ending.reason().name());
            problem = ending.problem();
        } else if (state instanceof LeaseState.Ended ended) {
            row.put("since", time(ended.at()));
            row.put("granted_at", time(ended.grantedAt()));
            row.put("reason", ended.reason().name());
            problem = ended.problem();
        }
        row.put("problem_code", problem == null ? null : problem.code().name());
        row.put("problem_detail", problem == null ? null : problem.detail());
        Place place = state.place();
        row.put("driver_id", place == null ? null : place.driverId());
        row.put("generation", place == null ? null : place.generation());
        row.put("pool", place == null ? null : place.pool());
        row.put("driver_spark", place == null ? null : place.spark());
    }

    private static LeaseState state(ResultSet row) throws SQLException {
        Instant since = time(row, "since");
        String word = text(row, "state");
        return switch (word) {
            case "QUEUED" -> new LeaseState.Queued(since, time(row, "until"));
            case "PREPARING" -> new LeaseState.Preparing(place(row), since);
            case "ACTIVE" -> new LeaseState.Active(place(row), time(row, "granted_at"), time(row, "until"));
            case "ENDING" ->
                new LeaseState.Ending(reason(row), problem(row), place(row), instant(row, "granted_at"), since);
            case "ENDED" ->
                new LeaseState.Ended(
                        reason(row),
                        problem(row),
                        row.getString("driver_id") == null ? null : place(row),
                        instant(row, "granted_at"),
                        since);
            default -> throw new SQLException("lease state " + word + " is not known");
        };
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(text(row, "driver_id"), text(row, "generation"), text(row, "pool"), text(row, "driver_spark"));
    }

    private static EndReason reason(ResultSet row) throws SQLException {
        return EndReason.valueOf(text(row, "reason"));
    }

    private static @Nullable Problem problem(ResultSet row) throws SQLException {
        String code = row.getString("problem_code");
        return code == null ? null : new Problem(ErrorCode.valueOf(code), text(row, "problem_detail"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(instant(row, column), column);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records and maps of strings are always JSON", e);
        }
    }

    private static <T> T parse(String json, TypeReference<T> type) throws SQLException {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new SQLException("not the JSON of a lease: " + json, e);
        }
    }
}
