package dev.sparkgate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.connect.SessionKey;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FreshClonesTest {
    private static final SessionKey CLONE = new SessionKey("mira", "6f1c0000-0000-0000-0000-000000000001");

    @Test
    void shouldLetAMoveWaitForTheStoreAndHappenOnce() {
        // Given
        FreshClones clones = new FreshClones();
        CompletableFuture<Void> saved = new CompletableFuture<>();
        clones.add(CLONE, saved);

        // When
        CompletableFuture<Void> first = clones.take(CLONE);
        CompletableFuture<Void> second = clones.take(CLONE);

        // Then
        assertThat(first).isNotDone();
        assertThat(second).isCompleted();
        saved.complete(null);
        assertThat(first).isCompleted();
    }

    @Test
    void shouldForgetWhatIsClosed() {
        // Given
        FreshClones clones = new FreshClones();
        clones.add(CLONE, new CompletableFuture<>());

        // When
        clones.remove(CLONE);

        // Then
        assertThat(clones.take(CLONE)).isCompleted();
    }
}
