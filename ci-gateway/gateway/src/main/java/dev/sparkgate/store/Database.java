package dev.sparkgate.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Opens the database and brings its schema up to date. */
public final class Database implements AutoCloseable {
    private static final int CONNECTIONS = 4;

    private final HikariDataSource source;
    private final Jdbi jdbi;

    private Database(HikariDataSource source) {
        this.source = source;
        this.jdbi = Jdbi.create(source);
    }

    /**
     * Opens the database behind a JDBC URL.
     *
     * @throws SparkgateException with {@link ErrorCode#STATE_UNAVAILABLE}
     */
    public static Database open(String url) {
        HikariDataSource source = null;
        try {
            HikariConfig config = new HikariConfig();
            config.setPoolName("sparkgate");
            config.setJdbcUrl(durable(url));
            config.setMaximumPoolSize(CONNECTIONS);
            config.setMinimumIdle(1);
            source = new HikariDataSource(config);
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            return new Database(source);
        } catch (FlywayException | com.zaxxer.hikari.pool.HikariPool.PoolInitializationException e) {
            if (source != null) {
                source.close();
            }
            throw new SparkgateException(
                    ErrorCode.STATE_UNAVAILABLE,
                    "the database " + url + " cannot be opened: " + rootCause(e)
                            + "; check gateway.state.jdbc, the disk and that no other gateway uses the file",
                    e);
        }
    }

    Jdbi jdbi() {
        return jdbi;
    }

    @Override
    public void close() {
        source.close();
    }

    /** H2 answers a commit before it is on disk, unless told otherwise. */
    private static String durable(String url) {
        boolean h2File = url.startsWith("jdbc:h2:file:");
        return h2File && !url.toUpperCase(java.util.Locale.ROOT).contains("WRITE_DELAY")
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

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        int statement = message.indexOf("; SQL statement");
        return statement < 0 ? message : message.substring(0, statement);
    }
}
