package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

class ParallelTest {
    @RegisterExtension
    final TestBed bed = new TestBed();

    private static CountDownLatch met;

    @BeforeEach
    void together() {
        met = new CountDownLatch(2);
    }

    private static void meet() throws InterruptedException {
        met.countDown();
        assertThat(met.await(20, TimeUnit.SECONDS))
                .as("the other runs at the same time")
                .isTrue();
    }

    @Test
    void shouldGiveOneLeaseToMethodsThatRunAtTheSameTime() {
        // When
        bed.runInParallel(ParallelMethods.class).testEvents().assertStatistics(stats -> stats.succeeded(2));

        // Then
        assertThat(TestBed.SEEN).containsExactly("L1", "L1");
        assertThat(bed.gateway().requests()).hasSize(1);
        assertThat(bed.gateway().unreleased()).isEmpty();
    }

    @WithSparkGateway
    @Execution(ExecutionMode.CONCURRENT)
    static class ParallelMethods {
        @Test
        void one(SparkLease lease) throws InterruptedException {
            TestBed.SEEN.add(lease.id());
            meet();
        }

        @Test
        void two(SparkLease lease) throws InterruptedException {
            TestBed.SEEN.add(lease.id());
            meet();
        }
    }

    @Test
    void shouldGiveEachClassItsOwnLeaseWhenTheyRunAtTheSameTime() {
        // When
        bed.runInParallel(OneClass.class, OtherClass.class).testEvents().assertStatistics(stats -> stats.succeeded(2));

        // Then
        assertThat(TestBed.SEEN).containsExactlyInAnyOrder("L1", "L2");
        assertThat(bed.gateway().unreleased()).isEmpty();
    }

    @WithSparkGateway
    abstract static class Meeting {
        SparkLease lease;

        @Test
        void test() throws InterruptedException {
            TestBed.SEEN.add(lease.id());
            meet();
        }
    }

    static class OneClass extends Meeting {}

    static class OtherClass extends Meeting {}

    @Test
    void shouldRefuseWhenClassesThatRunAtTheSameTimeShareAStaticField() {
        // When
        bed.runInParallel(OneSharing.class, OtherSharing.class)
                .allEvents()
                .assertThatEvents()
                .isNotEmpty();

        // Then
        assertThat(bed.failures())
                .anySatisfy(failure -> assertThat(failure)
                        .contains("static field " + Sharing.class.getName()
                                + ".lease is shared by classes with leases of their own"));
        assertThat(bed.gateway().unreleased()).isEmpty();
    }

    @WithSparkGateway
    abstract static class Sharing {
        static SparkLease lease;

        @Test
        void test() throws InterruptedException {
            met.countDown();
            met.await(1, TimeUnit.SECONDS);
        }
    }

    static class OneSharing extends Sharing {}

    static class OtherSharing extends Sharing {}
}
