package dev.sparkgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.LeaseChange;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store on a real PostgreSQL: all that it does on H2, and what only a server can do. */
class PostgresStoreTest extends JdbcLeaseStoreTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Postgres postgres;

    private String url;

    @BeforeAll
    static void start() throws Exception {
        postgres = Postgres.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void makeDatabase() throws SQLException {
        url = postgres.database();
    }

    @Override
    Database open() {
        return Database.open(url);
    }

    @Test
    void shouldTakeUserAndPasswordThatAreNotInTheUrl() {
        // Given
        String bare = url.substring(0, url.indexOf('?'));

        // When
        try (Database database =
                Database.open(new Database.Location(bare, "sparkgate", Postgres.PASSWORD), Thread::new, () -> {})) {
            // Then
            assertThat(new JdbcLeaseStore(database).load()).isEmpty();
        }
    }

    @Test
    void shouldSayWhyWithoutThePasswordWhenItIsNotLetIn() {
        // When / Then
        assertThatThrownBy(() -> Database.open(url.replace(Postgres.PASSWORD, "hunter2")))
                .isInstanceOfSatisfying(
                        SparkgateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_UNAVAILABLE))
                .hasMessageContaining("password authentication failed")
                .hasMessageContaining("check gateway.state")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void shouldRefuseASecondGatewayAsLongAsThereIsAFirst() {
        // Given
        try (Database first = open()) {
            // When / Then
            assertThatThrownBy(this::open)
                    .hasMessageContaining("is in use by another gateway: process "
                            + ProcessHandle.current().pid())
                    .hasMessageContaining("stop that one");
            assertThat(new JdbcLeaseStore(first).load()).isEmpty();
        }
        open().close();
    }

    @Test
    void shouldGoOnWhenTheDatabaseWasAwayForAWhile() throws Exception {
        // Given
        AtomicInteger lost = new AtomicInteger();
        try (Database database =
                Database.open(new Database.Location(url, null, null), Thread::new, lost::incrementAndGet)) {
            JdbcLeaseStore store = new JdbcLeaseStore(database);
            store.write(List.of(new LeaseChange.KeyCancelled("before", AT)));

            // When
            postgres.stop();

            // Then
            assertThatThrownBy(() -> store.write(List.of(new LeaseChange.KeyCancelled("meanwhile", AT))))
                    .isInstanceOfSatisfying(
                            SparkgateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_UNAVAILABLE));

            // When
            postgres.resume();

            // Then
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> store.write(List.of(new LeaseChange.KeyCancelled("after", AT))));
            assertThat(store.cancelledKeys()).containsOnlyKeys("before", "after");
            assertThat(lost).hasValue(0);
        }
    }

    @Test
    void shouldWriteNothingMoreWhenAnotherGatewayHasTakenItOver() throws Exception {
        // Given
        AtomicInteger lost = new AtomicInteger();
        try (Database first =
                Database.open(new Database.Location(url, null, null), Thread::new, lost::incrementAndGet)) {
            JdbcLeaseStore store = new JdbcLeaseStore(first);
            store.write(List.of(new LeaseChange.KeyCancelled("first's", AT)));

            // When
            try (Database second = takeOver()) {
                new JdbcLeaseStore(second).write(List.of(new LeaseChange.KeyCancelled("second's", AT)));

                // Then
                assertThatThrownBy(() -> store.write(List.of(new LeaseChange.KeyCancelled("too late", AT))))
                        .hasMessageContaining("another gateway has taken the database");
                await().atMost(PATIENCE).until(() -> lost.get() == 1);
                assertThat(new JdbcLeaseStore(second).cancelledKeys()).containsOnlyKeys("first's", "second's");
            }
        }
    }

    /** Cuts the connections of the first gateway, as a network would, until another has got in. */
    private Database takeOver() throws Exception {
        for (int attempt = 0; ; attempt++) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
            }
            try {
                return open();
            } catch (SparkgateException theFirstWasFaster) {
                assertThat(attempt).isLessThan(200);
            }
        }
    }
}
