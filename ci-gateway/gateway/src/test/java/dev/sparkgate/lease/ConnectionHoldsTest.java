package dev.sparkgate.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionHoldsTest {
    private final LeaseHouse house = new LeaseHouse(1, 4, 10, 10);
    private final AtomicLong nanos = new AtomicLong();
    private final ConnectionHolds holds = holds();

    @BeforeEach
    void driver() {
        house.startDrivers();
    }

    @Test
    void shouldEndALeaseWhenItsLastConnectionIsGoneForTheGrace() {
        // Given
        String id = house.leases.acquire(LeaseHouse.order("search")).lease().id();
        holds.opened(id);
        holds.opened(id);
        holds.closed(id);
        pass(Duration.ofMinutes(5));
        assertThat(open(id)).isTrue();

        // When
        holds.closed(id);
        pass(Duration.ofSeconds(9));
        boolean within = open(id);
        pass(Duration.ofSeconds(1));

        // Then
        assertThat(within).isTrue();
        assertThat(open(id)).isFalse();
    }

    @Test
    void shouldKeepALeaseWhenAnotherConnectionComesWithinTheGrace() {
        // Given
        String id = house.leases.acquire(LeaseHouse.order("search")).lease().id();
        holds.opened(id);
        holds.closed(id);
        pass(Duration.ofSeconds(9));

        // When
        holds.opened(id);
        pass(Duration.ofMinutes(1));

        // Then
        assertThat(open(id)).isTrue();
    }

    @Test
    void shouldLeaveALeaseAloneWhenNoConnectionHasEverHeldIt() {
        // Given
        String id = house.leases.acquire(LeaseHouse.order("search")).lease().id();

        // When
        pass(Duration.ofMinutes(5));

        // Then
        assertThat(open(id)).isTrue();
    }

    @Test
    void shouldBeginTheGraceAnewWhenTheGatewayIsStartedAgain() {
        // Given
        String id = house.leases.acquire(LeaseHouse.order("search")).lease().id();
        holds.opened(id);

        // When
        ConnectionHolds next = holds();
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        next.reap();
        boolean within = open(id);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        next.reap();

        // Then
        assertThat(within).isTrue();
        assertThat(open(id)).isFalse();
    }

    @Test
    void shouldRefuseWhenTheLeaseIsNotKnown() {
        assertThatExceptionOfType(SparkgateException.class)
                .isThrownBy(() -> holds.check("none"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LEASE_UNKNOWN));
    }

    private ConnectionHolds holds() {
        return new ConnectionHolds(house.leases, house.store, Duration.ofSeconds(10), nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        holds.reap();
    }

    private boolean open(String id) {
        return !house.leases.find(id).orElseThrow().state().over();
    }
}
