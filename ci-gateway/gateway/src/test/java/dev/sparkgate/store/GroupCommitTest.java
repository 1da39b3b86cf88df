package dev.sparkgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sparkgate.lease.LeaseChange;
import dev.sparkgate.lease.LeaseStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void shouldHaveAllOnDiskThatItHasAnswered(@TempDir Path folder) {
        // Given
        String url = "jdbc:h2:file:" + folder.resolve("db");
        List<CompletableFuture<Void>> written = new ArrayList<>();

        // When
        try (Database database = Database.open(url);
                GroupCommit journal = new GroupCommit(new JdbcLeaseStore(database), Thread::new, Runnable::run)) {
            for (int i = 0; i < 500; i++) {
                written.add(journal.write(new LeaseChange.KeyCancelled("key" + i, NOW)));
            }
            written.forEach(CompletableFuture::join);
        }

        // Then
        try (Database database = Database.open(url)) {
            assertThat(new JdbcLeaseStore(database).cancelledKeys())
                    .hasSize(500)
                    .containsValue(NOW);
        }
    }

    @Test
    void shouldLetNobodySufferForAChangeThatCannotBeWritten(@TempDir Path folder) {
        // Given
        try (Database database = Database.open("jdbc:h2:file:" + folder.resolve("db"));
                GroupCommit journal = new GroupCommit(new JdbcLeaseStore(database), Thread::new, Runnable::run)) {
            List<CompletableFuture<Void>> good = new ArrayList<>();

            // When
            good.add(journal.write(new LeaseChange.KeyCancelled("first", NOW)));
            CompletableFuture<Void> bad = journal.write(new LeaseChange.KeyCancelled("x".repeat(600), NOW));
            good.add(journal.write(new LeaseChange.KeyCancelled("last", NOW)));

            // Then
            good.forEach(CompletableFuture::join);
            assertThatThrownBy(bad::join)
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("check that it runs");
        }
    }

    @Test
    void shouldRefuseWhatComesAfterItsEnd(@TempDir Path folder) {
        // Given
        try (Database database = Database.open("jdbc:h2:file:" + folder.resolve("db"))) {
            LeaseStore store = new JdbcLeaseStore(database);
            GroupCommit journal = new GroupCommit(store, Thread::new, Runnable::run);
            CompletableFuture<Void> before = journal.write(new LeaseChange.KeyCancelled("before", NOW));

            // When
            journal.close();

            // Then
            assertThat(before).isCompleted();
            assertThat(journal.write(new LeaseChange.KeyCancelled("after", NOW)))
                    .isCompletedExceptionally();
        }
    }
}
