package dev.sparkgate.store;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a PostgreSQL database for one gateway: two would grant the same places twice.
 *
 * <p>An advisory lock says who holds it; PostgreSQL frees it with the connection, however the gateway ends. A gateway whose
 * connection breaks takes the lock again as soon as it can. Until then another may have taken it: each holder counts an epoch
 * up, which every transaction of an earlier holder fails on.
 */
final class Hold implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Hold.class);
    /** Any number that others hardly use: the letters of SPARKGAT. */
    private static final long LOCK = 0x535041524b474154L;

    private static final long LOOK_SECONDS = 1;
    private static final int VALID_WITHIN_SECONDS = 5;

    private final Database.Location location;
    private final Runnable lost;
    private final ScheduledExecutorService watch;
    private Connection connection;
    private volatile long epoch;
    private volatile boolean over;

    private Hold(Database.Location location, ThreadFactory threads, Runnable lost) throws SQLException {
        this.location = location;
        this.lost = lost;
        this.connection = connect();
        this.watch = Executors.newSingleThreadScheduledExecutor(threads);
    }

    /**
     * Takes it, and keeps it until it is closed.
     *
     * @param lost called once when another gateway has it
     * @throws SparkgateException with {@link ErrorCode#STATE_UNAVAILABLE} when another gateway holds it
     */
    static Hold take(Database.Location location, ThreadFactory threads, Runnable lost) {
        Hold hold = null;
        try {
            hold = new Hold(location, threads, lost);
            if (!hold.lock()) {
                throw inUse(location, hold.holder());
            }
            hold.watch.scheduleWithFixedDelay(hold::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
            return hold;
        } catch (SQLException e) {
            close(hold);
            throw new SparkgateException(
                    ErrorCode.STATE_UNAVAILABLE,
                    "the database " + location.shown() + " cannot be held: " + Database.rootCause(e)
                            + "; check that it runs and lets this user in",
                    e);
        } catch (SparkgateException e) {
            close(hold);
            throw e;
        }
    }

    /**
     * Makes sure that a transaction is the holder's.
     *
     * @throws SparkgateException with {@link ErrorCode#STATE_UNAVAILABLE} when another gateway has taken the database over
     */
    void check(Handle handle) {
        boolean holds = handle.createQuery("select 1 from gateway_holder where id = 1 and epoch = :epoch for share")
                .bind("epoch", epoch)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        if (!holds) {
            throw new SparkgateException(
                    ErrorCode.STATE_UNAVAILABLE,
                    "another gateway has taken the database " + location.shown()
                            + " over; ask that one, this one ends");
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        synchronized (this) {
            over = true;
            closeConnection();
        }
    }

    private synchronized void look() {
        if (over) {
            return;
        }
        try {
            if (connection.isValid(VALID_WITHIN_SECONDS)) {
                return;
            }
            closeConnection();
            connection = connect();
            if (lock()) {
                log.atInfo().addKeyValue("database", location).log("database is back");
                return;
            }
            over = true;
            log.atError()
                    .addKeyValue("database", location)
                    .addKeyValue("holder", holder())
                    .log("another gateway has taken the database over");
            lost.run();
        } catch (SQLException e) {
            log.atWarn().addKeyValue("database", location).log("database is away: {}", Database.rootCause(e));
        }
    }

    private boolean lock() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet answer = statement.executeQuery("select pg_try_advisory_lock(" + LOCK + ")")) {
                answer.next();
                if (!answer.getBoolean(1)) {
                    return false;
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "update gateway_holder set epoch = epoch + 1, holder = ?, since = current_timestamp where id = 1"
                        + " returning epoch")) {
            statement.setString(1, self());
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                epoch = answer.getLong(1);
            }
        }
        return true;
    }

    private String holder() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("select holder, since from gateway_holder where id = 1")) {
            answer.next();
            return answer.getString(1) + " since " + answer.getTimestamp(2).toInstant();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(location.url(), location.properties());
    }

    private void closeConnection() {
        try {
            connection.close();
        } catch (SQLException e) {
            log.atDebug().log("connection of the hold was broken: {}", e.getMessage());
        }
    }

    private static String self() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            host = "unknown host";
        }
        return "process " + ProcessHandle.current().pid() + " on " + host;
    }

    private static SparkgateException inUse(Database.Location location, String holder) {
        return new SparkgateException(
                ErrorCode.STATE_UNAVAILABLE,
                "the database " + location.shown() + " is in use by another gateway: " + holder
                        + " (expected: one gateway for a database); stop that one, or name another database");
    }

    private static void close(@Nullable Hold hold) {
        if (hold != null) {
            hold.close();
        }
    }
}
