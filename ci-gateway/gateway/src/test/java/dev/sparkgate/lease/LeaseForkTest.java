package dev.sparkgate.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.namespace.NamespacePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseForkTest {
    private LeaseHouse house;
    private ForkEnds ends;
    private int told;

    @BeforeEach
    void open() {
        house = new LeaseHouse(1, 8, 8, 8);
        house.startDrivers();
        ends = new ForkEnds(house.leases, Runnable::run);
    }

    @Test
    void shouldTakeItsPlaceAndSettingsFromTheLeaseItForks() {
        // Given
        List<Namespace> made = new ArrayList<>();
        house.namespaceMaker = namespace -> {
            made.add(namespace);
            return CompletableFuture.completedFuture(null);
        };
        Lease base = house.leases.acquire(LeaseHouse.order("search", "k1")).lease();
        // When
        Lease fork = fork(base.id(), order("k2", Duration.ofMinutes(5)), true).lease();
        // Then
        assertThat(fork.state()).isInstanceOf(LeaseState.Active.class);
        assertThat(fork.environment()).isEqualTo("test");
        assertThat(fork.team()).isEqualTo("search");
        assertThat(fork.user()).isEqualTo("anna");
        assertThat(fork.ttl()).isEqualTo(Duration.ofMinutes(5));
        assertThat(fork.secretHash()).isNotEqualTo(base.secretHash());
        assertThat(fork.namespace().base())
                .isEqualTo(new Namespace.Base(base.namespace().folder(), base.id(), true));
        assertThat(fork.namespace().folder()).contains(fork.id());
        assertThat(fork.namespace().lifetime()).isEqualTo(NamespacePolicy.Lifetime.LEASE);
        assertThat(made).containsExactly(base.namespace(), fork.namespace());
    }

    @Test
    void shouldGiveTheSameForkWhenTheKeyComesAgain() {
        // Given
        Lease base = house.leases.acquire(LeaseHouse.order("search", "k1")).lease();
        Lease fork = fork(base.id(), order("k2", null), true).lease();
        house.leases.release(base.id(), EndReason.RELEASED);
        // When
        LeaseManager.Acquired again = fork(base.id(), order("k2", null), true);
        // Then
        assertThat(again.isNew()).isFalse();
        assertThat(again.lease().id()).isEqualTo(fork.id());
    }

    @Test
    void shouldEndForksWithTheirLeaseUnlessTheyOutliveIt() {
        // Given
        Lease base = house.leases.acquire(LeaseHouse.order("search", "k1")).lease();
        Lease bound = fork(base.id(), order("k2", null), false).lease();
        Lease second = fork(bound.id(), order("k3", null), false).lease();
        Lease free = fork(base.id(), order("k4", null), true).lease();
        tell();
        // When
        house.leases.release(base.id(), EndReason.RELEASED);
        tell();
        // Then
        assertThat(house.state(bound.id()).state().over()).isTrue();
        assertThat(house.state(second.id()).state().over()).isTrue();
        assertThat(house.state(free.id()).state()).isInstanceOf(LeaseState.Active.class);
        assertThat(house.leases.whyOver(house.state(bound.id())))
                .hasMessageContaining("was a fork of lease " + base.id())
                .extracting(SparkgateException::code)
                .isEqualTo(ErrorCode.LEASE_ENDED);
    }

    @Test
    void shouldEndAForkWhenItsLeaseEndedUnderAGatewayThatWasKilled() {
        // Given
        Lease base = house.leases.acquire(LeaseHouse.order("search", "k1")).lease();
        Lease fork = fork(base.id(), order("k2", null), false).lease();
        house.leases.release(base.id(), EndReason.RELEASED);
        // When
        new ForkEnds(house.leases, Runnable::run).changed(fork);
        // Then
        assertThat(house.state(fork.id()).state().over()).isTrue();
    }

    @Test
    void shouldRefuseWhenThereIsNothingToFork() {
        // Given
        Lease ended = house.leases.acquire(LeaseHouse.order("search", "k1")).lease();
        house.leases.release(ended.id(), EndReason.RELEASED);
        // When // Then
        assertThatThrownBy(() -> fork(ended.id(), order(null, null), false))
                .isInstanceOfSatisfying(
                        SparkgateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_ENDED));
        assertThatThrownBy(() -> fork("nobody", order(null, null), false))
                .isInstanceOfSatisfying(
                        SparkgateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_UNKNOWN));
    }

    @Test
    void shouldFailAForkThatWaitedWhenItsLeaseIsGone() {
        // Given
        house = new LeaseHouse(1, 1, 8, 8);
        house.startDrivers();
        Lease base = house.leases.acquire(LeaseHouse.order("search", "k1")).lease();
        Lease fork = fork(base.id(), order("k2", null), true).lease();
        assertThat(fork.state()).isInstanceOf(LeaseState.Queued.class);
        house.namespaceMaker = namespace -> {
            throw new SparkgateException(ErrorCode.LEASE_ENDED, "that namespace has been dropped");
        };
        // When
        house.leases.release(base.id(), EndReason.RELEASED);
        house.tearDown();
        // Then
        assertThat(house.leases.whyOver(house.state(fork.id()))).hasMessageContaining("has been dropped");
    }

    private LeaseManager.Acquired fork(String of, LeaseOrder order, boolean outlives) {
        return house.leases.forkAsync(of, order, outlives).join();
    }

    private void tell() {
        while (told < house.changes.size()) {
            ends.changed(house.changes.get(told++));
        }
    }

    private static LeaseOrder order(String key, Duration ttl) {
        return new LeaseOrder(null, null, null, ttl, null, null, Map.of(), key, Map.of(), null, null, false);
    }
}
