package dev.sparkgate.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sparkgate.driver.Driver;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeaseManagerTest {
    @Test
    void shouldGrantAtOnceWhenADriverHasRoom() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 2, 10, 10);
        house.startDrivers();

        // When
        LeaseManager.Acquired acquired = house.leases.acquire(LeaseHouse.order("search"));

        // Then
        assertThat(acquired.isNew()).isTrue();
        assertThat(acquired.lease().state()).isInstanceOf(LeaseState.Active.class);
        assertThat(acquired.lease().namespace().name())
                .isEqualTo("sjns-search-test-" + acquired.lease().id());
        assertThat(house.leases.admit(acquired.secret()).id())
                .isEqualTo(acquired.lease().id());
    }

    @Test
    void shouldGiveTheSameLeaseAndSecretWhenTheKeyIsKnown() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 2, 10, 10);
        house.startDrivers();
        LeaseManager.Acquired first = house.leases.acquire(LeaseHouse.order("search", "job-1"));

        // When
        LeaseManager.Acquired second = house.leases.acquire(LeaseHouse.order("search", "job-1"));

        // Then
        assertThat(second.isNew()).isFalse();
        assertThat(second.lease().id()).isEqualTo(first.lease().id());
        assertThat(second.secret()).isEqualTo(first.secret());
    }

    @Test
    void shouldRefuseALateOrderWhenItsKeyWasReleasedBefore() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 2, 10, 10);
        house.startDrivers();
        house.leases.releaseKey("job-1");

        // When / Then
        assertFails(() -> house.leases.acquire(LeaseHouse.order("search", "job-1")), ErrorCode.LEASE_CANCELLED);
        assertThat(house.leases.list(lease -> true)).isEmpty();
    }

    @Test
    void shouldQueueThenGrantInOrderWhenThereIsNoRoom() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 1, 10, 10);
        house.startDrivers();
        Lease holder = house.leases.acquire(LeaseHouse.order("search")).lease();
        Lease second = house.leases.acquire(LeaseHouse.order("search")).lease();
        house.clock.advance(Duration.ofSeconds(1));
        Lease third = house.leases.acquire(LeaseHouse.order("search")).lease();
        assertThat(house.leases.queuePosition(third.id())).isEqualTo(2);

        // When
        house.leases.release(holder.id(), EndReason.RELEASED);
        house.tearDown();

        // Then
        assertThat(house.state(second.id()).state()).isInstanceOf(LeaseState.Active.class);
        assertThat(house.state(third.id()).state()).isInstanceOf(LeaseState.Queued.class);
        assertThat(house.leases.queuePosition(third.id())).isEqualTo(1);
    }

    @Test
    void shouldServeTheTeamWithFewestLeasesFirst() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 2, 10, 10);
        house.startDrivers();
        Lease one = house.leases.acquire(LeaseHouse.order("greedy")).lease();
        house.leases.acquire(LeaseHouse.order("greedy"));
        Lease greedy = house.leases.acquire(LeaseHouse.order("greedy")).lease();
        house.clock.advance(Duration.ofSeconds(1));
        Lease modest = house.leases.acquire(LeaseHouse.order("modest")).lease();

        // When
        house.leases.release(one.id(), EndReason.RELEASED);
        house.tearDown();

        // Then
        assertThat(house.state(modest.id()).state()).isInstanceOf(LeaseState.Active.class);
        assertThat(house.state(greedy.id()).state()).isInstanceOf(LeaseState.Queued.class);
    }

    @Test
    void shouldHoldATeamToItsCap() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 10, 1, 10);
        house.startDrivers();
        house.leases.acquire(LeaseHouse.order("search"));

        // When
        Lease second = house.leases.acquire(LeaseHouse.order("search")).lease();

        // Then
        assertThat(second.state()).isInstanceOf(LeaseState.Queued.class);
        assertThat(house.leases.waiting()).isEmpty();
    }

    @Test
    void shouldRefuseWhenTheQueueIsFull() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 1, 10, 1);
        house.startDrivers();
        house.leases.acquire(LeaseHouse.order("a"));
        house.leases.acquire(LeaseHouse.order("b"));

        // When / Then
        assertFails(() -> house.leases.acquire(LeaseHouse.order("c")), ErrorCode.QUEUE_FULL);
    }

    @Test
    void shouldEndAQueuedLeaseWhenItWaitedTooLong() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 1, 10, 10);
        Lease queued = house.leases.acquire(LeaseHouse.order("search")).lease();
        house.clock.advance(Duration.ofMinutes(5));

        // When
        house.leases.reap(holder -> true);

        // Then
        LeaseState.Ended ended = (LeaseState.Ended) house.state(queued.id()).state();
        assertThat(ended.reason()).isEqualTo(EndReason.FAILED);
        assertThat(ended.problem().code()).isEqualTo(ErrorCode.QUEUE_TIMEOUT);
    }

    @Test
    void shouldExpireWhenTheTtlIsOverAndRefuseTheSecretFromThenOn() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 1, 10, 10);
        house.startDrivers();
        LeaseManager.Acquired acquired = house.leases.acquire(LeaseHouse.order("search"));
        house.leases.use(acquired.lease().id()).begin(house.clock.millis());
        house.clock.advance(Duration.ofHours(1));

        // When
        house.leases.reap(holder -> true);

        // Then
        assertThat(((LeaseState.Ending) house.state(acquired.lease().id()).state()).reason())
                .isEqualTo(EndReason.EXPIRED);
        assertFails(() -> house.leases.admit(acquired.secret()), ErrorCode.LEASE_EXPIRED);
    }

    @Test
    void shouldEndIdleLeasesOnlyWhenNoCallIsInFlight() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 2, 10, 10);
        house.startDrivers();
        Lease idle = house.leases.acquire(LeaseHouse.order("search")).lease();
        Lease busy = house.leases.acquire(LeaseHouse.order("search")).lease();
        house.leases.use(busy.id()).begin(house.clock.millis());
        house.clock.advance(Duration.ofMinutes(16));

        // When
        house.leases.reap(holder -> true);

        // Then
        assertThat(((LeaseState.Ending) house.state(idle.id()).state()).reason())
                .isEqualTo(EndReason.IDLE);
        assertThat(house.state(busy.id()).state()).isInstanceOf(LeaseState.Active.class);
    }

    @Test
    void shouldEndALeaseWhenItsHolderIsGone() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 2, 10, 10);
        house.startDrivers();
        Lease held = house.leases
                .acquire(new LeaseOrder(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Map.of(),
                        null,
                        Map.of(),
                        null,
                        new Holder(1, Instant.EPOCH),
                        false))
                .lease();

        // When
        house.leases.reap(holder -> false);

        // Then
        assertThat(house.state(held.id()).state().over()).isTrue();
    }

    @Test
    void shouldExtendUpToTheCapOnly() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 2, 10, 10);
        house.startDrivers();
        Lease lease = house.leases.acquire(LeaseHouse.order("search")).lease();

        // When
        Lease extended = house.leases.extend(lease.id(), Duration.ofHours(4));

        // Then
        assertThat(((LeaseState.Active) extended.state()).expiresAt())
                .isEqualTo(house.clock.instant().plus(Duration.ofHours(4)));
        house.clock.advance(Duration.ofSeconds(1));
        assertFails(() -> house.leases.extend(lease.id(), Duration.ofHours(4)), ErrorCode.REQUEST_INVALID);
    }

    @Test
    void shouldEndLeasesWithTheirDriver() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 2, 10, 10);
        Driver driver = house.startDrivers().get(0);
        LeaseManager.Acquired acquired = house.leases.acquire(LeaseHouse.order("search"));

        // When
        house.leases.driverGone(house.pools.gone(driver.id()), "killed");

        // Then
        assertFails(() -> house.leases.admit(acquired.secret()), ErrorCode.DRIVER_LOST);
    }

    @Test
    void shouldTellTheFailedStartWhenNothingElseCanServe() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 2, 10, 10);
        Lease queued = house.leases.acquire(LeaseHouse.order("search")).lease();
        house.pools.plan(house.leases.waiting());
        String starting = house.pools.views().get(0).id();
        house.pools.startFailed(
                starting, new SparkgateException(ErrorCode.RUNTIME_UNAVAILABLE, "Spark 4.1 cannot be found"));

        // When
        house.leases.failHopeless();

        // Then
        LeaseState.Ended ended = (LeaseState.Ended) house.state(queued.id()).state();
        assertThat(ended.problem()).isEqualTo(new Problem(ErrorCode.RUNTIME_UNAVAILABLE, "Spark 4.1 cannot be found"));
    }

    @Test
    void shouldLeaveNothingWhenTheNamespaceCannotBeMade() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 1, 10, 10);
        house.startDrivers();
        house.namespaceMaker = namespace -> {
            throw new SparkgateException(ErrorCode.DISK_FULL, "no space");
        };

        // When / Then
        assertFails(() -> house.leases.acquire(LeaseHouse.order("search")), ErrorCode.DISK_FULL);
        house.tearDown();
        assertThat(house.pools.views().get(0).leases()).isZero();
    }

    @Test
    void shouldGrantNothingWhenItCannotBeStored() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 1, 10, 10);
        house.startDrivers();
        house.store.failing(true);

        // When / Then
        assertFails(() -> house.leases.acquire(LeaseHouse.order("search", "job-1")), ErrorCode.STATE_UNAVAILABLE);
        assertThat(house.leases.list(lease -> !lease.state().over())).isEmpty();

        // What may have been stored all the same is ended, and its key is free.
        house.store.failing(false);
        house.tearDown();
        assertThat(house.pools.views().get(0).leases()).isZero();
        assertThat(house.store.load()).extracting(lease -> lease.state().word()).containsExactly("ENDED");
        assertThat(house.leases.acquire(LeaseHouse.order("search", "job-1")).isNew())
                .isTrue();
    }

    @Test
    void shouldEndALeaseWhenItsEndCannotBeStored() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 1, 10, 10);
        house.startDrivers();
        LeaseManager.Acquired acquired = house.leases.acquire(LeaseHouse.order("search"));
        String id = acquired.lease().id();
        house.store.failing(true);

        // When
        house.leases.release(id, EndReason.RELEASED);

        // Then
        assertFails(() -> house.leases.admit(acquired.secret()), ErrorCode.LEASE_ENDED);
        assertFails(() -> house.leases.tornDown(id), ErrorCode.STATE_UNAVAILABLE);
        assertThat(house.state(id).state()).isInstanceOf(LeaseState.Ending.class);
        house.store.failing(false);
        house.leases.tornDown(id);
        assertThat(house.state(id).state()).isInstanceOf(LeaseState.Ended.class);
        assertThat(house.store.load()).extracting(lease -> lease.state().word()).containsExactly("ENDED");
    }

    @Test
    void shouldPickUpWhereItWasAfterARestart() {
        // Given
        LeaseHouse before = new LeaseHouse(1, 1, 10, 10);
        Driver driver = before.startDrivers().get(0);
        LeaseManager.Acquired active = before.leases.acquire(LeaseHouse.order("search", "job-1"));
        Lease queued = before.leases.acquire(LeaseHouse.order("search")).lease();
        before.leases.releaseKey("never-seen");
        LeaseHouse after = new LeaseHouse(1, 1, 10, 10, before.store);
        after.pools.adopt(driver);

        // When
        after.leases.restore();

        // Then
        assertThat(after.leases.admit(active.secret()).id())
                .isEqualTo(active.lease().id());
        assertThat(after.leases
                        .acquire(LeaseHouse.order("search", "job-1"))
                        .lease()
                        .id())
                .isEqualTo(active.lease().id());
        assertThat(after.leases.queuePosition(queued.id())).isEqualTo(1);
        assertThat(after.pools.views().get(0).leases()).isEqualTo(1);
        assertFails(() -> after.leases.acquire(LeaseHouse.order("x", "never-seen")), ErrorCode.LEASE_CANCELLED);
    }

    @Test
    void shouldEndWithDriverLostAfterARestartWithoutTheDriver() {
        // Given
        LeaseHouse before = new LeaseHouse(1, 1, 10, 10);
        before.startDrivers();
        Lease active = before.leases.acquire(LeaseHouse.order("search")).lease();
        LeaseHouse after = new LeaseHouse(1, 1, 10, 10, before.store);

        // When
        after.leases.restore();

        // Then
        assertThat(((LeaseState.Ending) after.state(active.id()).state()).reason())
                .isEqualTo(EndReason.DRIVER_LOST);
        assertThat(after.changes).extracting(Lease::id).contains(active.id());
    }

    @Test
    void shouldSayWhatIsWrongWithAnOrder() {
        // Given
        LeaseHouse house = new LeaseHouse(1, 1, 10, 10);
        LeaseOrder tooLong = new LeaseOrder(
                "test", "a", "b", Duration.ofHours(9), null, null, Map.of(), null, Map.of(), null, null, false);

        // When / Then
        assertThatThrownBy(() -> house.leases.acquire(tooLong))
                .hasMessage(
                        "lease ttl 9h is above the cap of environment 'test' (expected: at most 4h); ask for less or "
                                + "raise environments.test.lease.max-ttl");
        LeaseOrder nowhere =
                new LeaseOrder("nowhere", null, null, null, null, null, Map.of(), null, Map.of(), null, null, false);
        assertFails(() -> house.leases.acquire(nowhere), ErrorCode.ENVIRONMENT_UNKNOWN);
        LeaseOrder version =
                new LeaseOrder(null, null, null, null, null, "3.5", Map.of(), null, Map.of(), null, null, false);
        assertFails(() -> house.leases.acquire(version), ErrorCode.REQUEST_INVALID);
        for (String bad : List.of("", "a\nb", "x".repeat(129))) {
            assertFails(() -> house.leases.acquire(LeaseHouse.order(bad)), ErrorCode.REQUEST_INVALID);
        }
    }

    private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SparkgateException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
