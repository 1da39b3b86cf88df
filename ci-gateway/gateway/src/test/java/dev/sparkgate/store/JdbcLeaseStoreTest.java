package dev.sparkgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.EndReason;
import dev.sparkgate.lease.Holder;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseChange;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.Place;
import dev.sparkgate.lease.Problem;
import dev.sparkgate.lease.TeardownStep;
import dev.sparkgate.namespace.CatalogSpec;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.namespace.NamespacePolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcLeaseStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456Z");
    private static final Place PLACE = new Place("default-1", "g1", "default", "4.1.2");

    @TempDir
    Path folder;

    @Test
    void shouldReadBackEveryStateAfterAReopen() {
        // Given
        List<Lease> leases = List.of(
                lease("a", new LeaseState.Queued(NOW, NOW.plusSeconds(60))),
                lease("b", new LeaseState.Preparing(PLACE, NOW)),
                lease("c", new LeaseState.Active(PLACE, NOW, NOW.plusSeconds(60))),
                lease("d", new LeaseState.Ending(EndReason.IDLE, null, PLACE, NOW, NOW)),
                lease(
                        "e",
                        new LeaseState.Ended(
                                EndReason.FAILED, new Problem(ErrorCode.QUEUE_TIMEOUT, "waited"), null, null, NOW)));
        try (Database database = open()) {
            JdbcLeaseStore store = new JdbcLeaseStore(database);
            store.write(leases.stream().map(lease -> saved(lease, true)).toList());
            store.write(leases.stream().map(lease -> saved(lease, false)).toList());
        }

        // When
        try (Database database = open()) {
            List<Lease> read = new JdbcLeaseStore(database).load();

            // Then
            assertThat(read).containsExactlyInAnyOrderElementsOf(leases);
        }
    }

    @Test
    void shouldGoOnWithATeardownWhereItWasWhenReopened() {
        // Given
        try (Database database = open()) {
            JdbcLeaseStore store = new JdbcLeaseStore(database);
            store.write(List.of(saved(lease("a", new LeaseState.Active(PLACE, NOW, NOW.plusSeconds(60))), true)));
            assertThat(store.teardown("a")).isEqualTo(TeardownStep.INTERRUPT);
            store.hold("a");
            store.teardownAt("a", TeardownStep.RELEASE);

            // When
            store.write(List.of(
                    saved(lease("a", new LeaseState.Ending(EndReason.IDLE, null, PLACE, NOW, NOW)), false)));
        }

        // Then
        try (Database database = open()) {
            JdbcLeaseStore store = new JdbcLeaseStore(database);
            assertThat(store.teardown("a")).isEqualTo(TeardownStep.RELEASE);
            assertThat(store.held()).containsExactly("a");
        }
    }

    @Test
    void shouldKeepSessionsUntilTheLeaseHasEnded() {
        try (Database database = open()) {
            // Given
            JdbcLeaseStore store = new JdbcLeaseStore(database);
            SessionKey session = new SessionKey("", "00000000-0000-0000-0000-000000000000");
            store.saveSession("a", session, false);
            assertThat(store.isPrepared("a", session)).isFalse();
            store.saveSession("a", session, true);
            assertThat(store.isPrepared("a", session)).isTrue();
            assertThat(store.sessions("a")).containsExactly(session);

            // When
            store.write(List.of(
                    saved(lease("a", new LeaseState.Ended(EndReason.RELEASED, null, PLACE, NOW, NOW)), false)));

            // Then
            assertThat(store.sessions("a")).isEmpty();
        }
    }

    @Test
    void shouldForgetWhatEndedLongAgo() {
        try (Database database = open()) {
            // Given
            JdbcLeaseStore store = new JdbcLeaseStore(database);
            store.write(List.of(
                    saved(lease("old", new LeaseState.Ended(EndReason.RELEASED, null, PLACE, NOW, NOW)), false)));
            store.write(List.of(saved(lease("open", new LeaseState.Active(PLACE, NOW, NOW)), false)));
            store.write(List.of(new LeaseChange.KeyCancelled("old-key", NOW)));
            store.write(List.of(new LeaseChange.KeyCancelled("new-key", NOW.plusSeconds(2))));

            // When
            store.forgetBefore(NOW.plusSeconds(1));

            // Then
            assertThat(store.load()).extracting(Lease::id).containsExactly("open");
            assertThat(store.cancelledKeys()).containsOnlyKeys("new-key");
        }
    }

    @Test
    void shouldSayWhyADatabaseCannotBeOpened() throws Exception {
        // Given
        Path notADatabase = Files.writeString(folder.resolve("broken.mv.db"), "this is no database file");

        // When / Then
        Assertions.assertThatThrownBy(() -> Database.open("jdbc:h2:file:" + folder.resolve("broken")))
                .isInstanceOf(SparkgateException.class)
                .hasMessageContaining("cannot be opened")
                .hasMessageContaining("gateway.state.jdbc");
        assertThat(notADatabase).exists();
    }

    Database open() {
        return Database.open("jdbc:h2:file:" + folder.resolve("test"));
    }

    private static Lease lease(String id, LeaseState state) {
        return new Lease(
                id,
                "key-" + id,
                "hash-" + id,
                "test",
                "search",
                "anna",
                null,
                Map.of("spark.sql.shuffle.partitions", "1"),
                Map.of("job", "7"),
                new Namespace(
                        "sjns-" + id,
                        "sjns-" + id,
                        NamespacePolicy.Lifetime.LEASE,
                        "pedregal",
                        "default",
                        Map.of("pedregal", new CatalogSpec("pedregal-test", CatalogSpec.Type.ISOLATED, Map.of()))),
                Duration.ofHours(1),
                Duration.ofMinutes(15),
                new Holder(42, NOW),
                false,
                NOW,
                state);
    }

    private static LeaseChange saved(Lease lease, boolean first) {
        return new LeaseChange.Saved(lease, first);
    }
}
