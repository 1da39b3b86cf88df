package dev.sparkgate.store;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Opens the database, brings its schema up to date, and keeps it for this gateway alone: H2 locks its file, of a PostgreSQL
 * database this gateway takes {@link Hold}.
 */
public final class Database implements AutoCloseable {
    private static final int CONNECTIONS = 4;
    /** Who orders a lease hears soon that the database is away. */
    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(5);

    private final HikariDataSource source;
    private final Jdbi jdbi;
    private final @Nullable Hold hold;

    private Database(HikariDataSource source, @Nullable Hold hold) {
        this.source = source;
        this.jdbi = Jdbi.create(source);
        this.hold = hold;
    }

    /**
     * Where a database is.
     *
     * @param user null = as the URL says
     * @param password null = as the URL says
     */
    public record Location(
            String url, @Nullable String user, @Nullable String password) {
        public Location {
            requireNonNull(url, "url");
        }

        boolean isPostgres() {
            return url.startsWith("jdbc:postgresql:");
        }

        /** Returns the URL without what may be secret in it. */
        String shown() {
            int options = isPostgres() ? url.indexOf('?') : url.indexOf(';');
            return (options < 0 ? url : url.substring(0, options)).replaceFirst("//[^/@]*@", "//…@");
        }

        Properties properties() {
            Properties properties = new Properties();
            if (user != null) {
                properties.setProperty("user", user);
            }
            if (password != null) {
                properties.setProperty("password", password);
            }
            if (isPostgres()) {
                properties.setProperty("ApplicationName", "sparkgate");
                properties.setProperty("connectTimeout", "5");
                properties.setProperty("socketTimeout", "30");
                properties.setProperty("tcpKeepAlive", "true");
            }
            return properties;
        }

        @Override
        public String toString() {
            return shown();
        }
    }

    /** Opens a database that nobody can take over: one in a file of H2's. See {@link #open(Location, ThreadFactory, Runnable)}. */
    public static Database open(String url) {
        return open(new Location(url, null, null), Thread::new, () -> {});
    }

    /**
     * Opens a database.
     *
     * @param threads makes the thread that sees that the database stays this gateway's
     * @param lost called once when another gateway has taken it over: nothing can be written from then on
     * @throws SparkgateException with {@link ErrorCode#STATE_UNAVAILABLE}, also where another gateway uses it
     */
    public static Database open(Location location, ThreadFactory threads, Runnable lost) {
        HikariDataSource source = null;
        try {
            HikariConfig config = new HikariConfig();
            config.setPoolName("sparkgate");
            config.setJdbcUrl(durable(location.url()));
            config.setDataSourceProperties(location.properties());
            config.setMaximumPoolSize(CONNECTIONS);
            config.setMinimumIdle(1);
            config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
            source = new HikariDataSource(config);
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            return new Database(source, location.isPostgres() ? Hold.take(location, threads, lost) : null);
        } catch (FlywayException | HikariPool.PoolInitializationException e) {
            close(source);
            throw new SparkgateException(
                    ErrorCode.STATE_UNAVAILABLE,
                    "the database " + location.shown() + " cannot be opened: " + rootCause(e)
                            + (location.isPostgres()
                                    ? "; check gateway.state, and that the database runs and lets this user in"
                                    : "; check gateway.state.jdbc, the disk and that no other gateway uses the file"),
                    e);
        } catch (SparkgateException e) {
            close(source);
            throw e;
        }
    }

    /**
     * Does something in a transaction.
     *
     * @throws JdbiException when the database cannot
     * @throws SparkgateException when it is another gateway's by now
     */
    <T> T inTransaction(Function<Handle, T> work) {
        return jdbi.inTransaction(handle -> {
            if (hold != null) {
                hold.check(handle);
            }
            return work.apply(handle);
        });
    }

    @Override
    public void close() {
        if (hold != null) {
            hold.close();
        }
        source.close();
    }

    private static void close(@Nullable HikariDataSource source) {
        if (source != null) {
            source.close();
        }
    }

    /** H2 answers a commit before it is on disk, unless told otherwise. */
    private static String durable(String url) {
        boolean h2File = url.startsWith("jdbc:h2:file:");
        return h2File && !url.toUpperCase(Locale.ROOT).contains("WRITE_DELAY")
                ? url + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=2048"
                : url;
    }

    /**
     * Turns a failed statement into an error for people: the database's own words, without the statement, whose values are
     * nobody's business. The connections are made anew: one to a database that had to close, for example on a full disk,
     * would never work again.
     */
    SparkgateException failure(String what, JdbiException e) {
        source.getHikariPoolMXBean().softEvictConnections();
        return new SparkgateException(
                ErrorCode.STATE_UNAVAILABLE,
                "cannot " + what + " in the database: " + rootCause(e)
                        + "; check that it runs and that its disk has room",
                e);
    }

    static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof SQLException && cause.getMessage() == null) {
            return cause.toString();
        }
        String message = String.valueOf(cause.getMessage());
        int statement = message.indexOf("; SQL statement");
        return (statement < 0 ? message : message.substring(0, statement)).strip();
    }
}
