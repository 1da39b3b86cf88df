package dev.sparkgate.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is on its way to the disk: nobody hears of it before it is there, and nothing is left when it never gets there. */
class DurabilityTest {
    private final LeaseHouse house = new LeaseHouse(1, 1, 10, 10);
    private final HeldJournal journal = new HeldJournal(house.store);

    @BeforeEach
    void start() {
        house.startDrivers();
        house.journal = journal;
    }

    @Test
    void shouldAnswerAGrantOnlyOnceItIsDurable() {
        // Given
        CompletableFuture<LeaseManager.Acquired> answer = house.leases.acquireAsync(LeaseHouse.order("search"));
        assertThat(answer).isNotDone();
        assertThat(house.leases.list(lease -> lease.state() instanceof LeaseState.Active))
                .isEmpty();

        // When
        journal.commit();

        // Then
        LeaseManager.Acquired acquired = answer.join();
        assertThat(acquired.lease().state()).isInstanceOf(LeaseState.Active.class);
        assertThat(house.leases.admit(acquired.secret())).isEqualTo(acquired.lease());
        assertThat(house.store.load()).containsExactly(acquired.lease());
    }

    @Test
    void shouldGiveTheSameLeaseToAnOrderThatComesAgainWhileTheFirstIsWritten() {
        // Given
        CompletableFuture<LeaseManager.Acquired> first = house.leases.acquireAsync(LeaseHouse.order("search", "job"));
        CompletableFuture<LeaseManager.Acquired> second = house.leases.acquireAsync(LeaseHouse.order("search", "job"));
        assertThat(second).isNotDone();

        // When
        journal.commitAll();

        // Then
        assertThat(second.join().lease()).isEqualTo(first.join().lease());
        assertThat(second.join().isNew()).isFalse();
    }

    @Test
    void shouldEndALeaseThatIsReleasedWhileItsGrantIsWritten() {
        // Given
        CompletableFuture<LeaseManager.Acquired> answer = house.leases.acquireAsync(LeaseHouse.order("search", "job"));

        // When
        CompletableFuture<Void> released = house.leases.releaseKeyAsync("job");
        journal.commitAll();

        // Then
        assertThat(released).isCompleted();
        assertFails(answer, ErrorCode.LEASE_ENDED);
        assertThat(house.store.load()).extracting(lease -> lease.state().word()).containsExactly("ENDING");
        CompletableFuture<Void> down = house.leases.tornDownAsync(
                house.leases.list(lease -> true).get(0).id());
        assertThat(house.pools.views().get(0).leases()).isEqualTo(1);
        journal.commitAll();
        assertThat(down).isCompleted();
        assertThat(house.pools.views().get(0).leases()).isZero();
    }

    @Test
    void shouldRememberAKeyThatIsReleasedWhileThatIsWritten() {
        // Given
        CompletableFuture<Void> released = house.leases.releaseKeyAsync("never-seen");

        // When / Then
        assertThatThrownBy(() -> house.leases.acquireAsync(LeaseHouse.order("search", "never-seen")))
                .hasMessageContaining("was released before");
        journal.fail();
        assertThat(released).isCompletedExceptionally();
        CompletableFuture<LeaseManager.Acquired> answer =
                house.leases.acquireAsync(LeaseHouse.order("search", "never-seen"));
        journal.commitAll();
        assertThat(answer).isCompleted();
    }

    @Test
    void shouldTakeBackAnExtensionThatCannotBeStored() {
        // Given
        CompletableFuture<LeaseManager.Acquired> answer = house.leases.acquireAsync(LeaseHouse.order("search"));
        journal.commitAll();
        Lease before = answer.join().lease();
        house.journal = house.store.journal();
        house.store.failing(true);

        // When / Then
        assertThatThrownBy(() -> house.leases.extend(before.id(), java.time.Duration.ofHours(2)))
                .hasMessage("the disk is full");
        assertThat(house.state(before.id())).isEqualTo(before);
    }

    @Test
    void shouldLeaveNothingInTheQueueWhenAnOrderCannotBeStored() {
        // Given
        CompletableFuture<LeaseManager.Acquired> first = house.leases.acquireAsync(LeaseHouse.order("search"));
        journal.commitAll();
        CompletableFuture<LeaseManager.Acquired> queued = house.leases.acquireAsync(LeaseHouse.order("search", "job"));

        // When
        journal.fail();

        // Then
        assertFails(queued, ErrorCode.STATE_UNAVAILABLE);
        assertThat(house.leases.list(lease -> true))
                .containsExactly(first.join().lease());
        assertThat(house.leases.waitingByTeam()).isEmpty();
    }

    @Test
    void shouldPlaceAnOrderWhoseWaitIsStillBeingWritten() {
        // Given
        CompletableFuture<LeaseManager.Acquired> first = house.leases.acquireAsync(LeaseHouse.order("search"));
        journal.commitAll();
        CompletableFuture<LeaseManager.Acquired> queued = house.leases.acquireAsync(LeaseHouse.order("search"));
        String id = first.join().lease().id();
        house.leases.releaseAsync(id, EndReason.RELEASED);
        house.leases.tornDownAsync(id);

        // When: the wait is written, the end and the teardown, and then the grant
        journal.commitAll();

        // Then
        assertThat(house.state(queued.join().lease().id()).state()).isInstanceOf(LeaseState.Active.class);
    }

    @Test
    void shouldKeepAnOrderWhoseNamespaceTakesAWhile() {
        // Given
        CompletableFuture<Void> made = new CompletableFuture<>();
        house.namespaceMaker = namespace -> made;
        CompletableFuture<LeaseManager.Acquired> answer = house.leases.acquireAsync(LeaseHouse.order("search"));
        journal.commitAll();
        Lease preparing = answer.join().lease();
        assertThat(preparing.state()).isInstanceOf(LeaseState.Preparing.class);

        // When
        made.complete(null);
        journal.commitAll();

        // Then
        assertThat(house.state(preparing.id()).state()).isInstanceOf(LeaseState.Active.class);
    }

    @Test
    void shouldNotTakeDownWhatIsStillBeingMade() {
        // Given
        CompletableFuture<Void> made = new CompletableFuture<>();
        house.namespaceMaker = namespace -> made;
        CompletableFuture<LeaseManager.Acquired> answer = house.leases.acquireAsync(LeaseHouse.order("search"));
        journal.commitAll();
        String id = answer.join().lease().id();
        house.leases.releaseAsync(id, EndReason.RELEASED);
        CompletableFuture<Void> making = house.leases.making(id);
        assertThat(making).isNotDone();

        // When
        made.complete(null);

        // Then
        assertThat(making).isCompleted();
        assertThat(house.state(id).state()).isInstanceOf(LeaseState.Ending.class);
    }

    @Test
    void shouldMakeANamespaceAgainWhenTheGatewayEndedMeanwhile() {
        // Given
        house.namespaceMaker = namespace -> new CompletableFuture<>();
        CompletableFuture<LeaseManager.Acquired> answer = house.leases.acquireAsync(LeaseHouse.order("search"));
        journal.commitAll();
        Lease preparing = answer.join().lease();
        LeaseHouse after = new LeaseHouse(1, 1, 10, 10, house.store);

        // When
        after.leases.restore();
        after.startDrivers();

        // Then
        assertThat(after.state(preparing.id()).state()).isInstanceOf(LeaseState.Active.class);
    }

    @Test
    void shouldEndInAnOrderlyWayWhatWasWaitedForAndCannotBeMade() {
        // Given
        CompletableFuture<Void> made = new CompletableFuture<>();
        house.namespaceMaker = namespace -> made;
        CompletableFuture<LeaseManager.Acquired> answer = house.leases.acquireAsync(LeaseHouse.order("search"));
        journal.commitAll();
        String id = answer.join().lease().id();

        // When
        made.completeExceptionally(new SparkgateException(ErrorCode.DISK_FULL, "no space"));
        journal.commitAll();

        // Then
        LeaseState.Ending ending = (LeaseState.Ending) house.state(id).state();
        assertThat(ending.problem()).isEqualTo(new Problem(ErrorCode.DISK_FULL, "no space"));
        assertThat(house.store.load()).isEqualTo(List.of(house.state(id)));
    }

    private static void assertFails(CompletableFuture<?> answer, ErrorCode code) {
        assertThat(answer)
                .isCompletedExceptionally()
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        SparkgateException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
