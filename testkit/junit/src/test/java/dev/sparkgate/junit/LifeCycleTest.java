package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;

class LifeCycleTest {
    @RegisterExtension
    final TestBed bed = new TestBed();

    @Test
    void shouldInjectTheSameLeaseEverywhereWhenTheScopeIsAClass() {
        // When
        EngineExecutionResults results = bed.run(Everywhere.class);

        // Then
        results.testEvents().assertStatistics(stats -> stats.succeeded(2));
        assertThat(TestBed.SEEN).hasSize(10).containsOnly("L1");
        assertThat(bed.gateway().calls()).containsExactly("POST /api/v1/leases", "DELETE /api/v1/leases/L1");
    }

    @WithSparkGateway
    static class Everywhere {
        static SparkLease shared;
        SparkLease own;

        Everywhere(SparkLease lease) {
            TestBed.SEEN.add(lease.id());
        }

        @BeforeAll
        static void first(SparkLease lease) {
            TestBed.SEEN.add(lease.id());
            TestBed.SEEN.add(shared.id());
        }

        @BeforeEach
        void before() {
            TestBed.SEEN.add(own.id());
        }

        @Test
        void one(SparkLease lease) {
            TestBed.SEEN.add(lease.id());
        }

        @Test
        void two(SparkLease lease) {
            TestBed.SEEN.add(lease.id());
            TestBed.SEEN.add(own.id());
        }

        @AfterAll
        static void last(SparkLease lease) {
            TestBed.SEEN.add(lease.id());
        }
    }

    @Test
    void shouldReleaseTheLeaseWhenTestsFail() {
        // When
        EngineExecutionResults results = bed.run(Failing.class);

        // Then
        results.testEvents().assertStatistics(stats -> stats.failed(1));
        assertThat(bed.gateway().unreleased()).isEmpty();
        assertThat(bed.gateway().calls()).endsWith("DELETE /api/v1/leases/L1");
    }

    @WithSparkGateway
    static class Failing {
        @Test
        void fails(SparkLease lease) {
            fail("as it should, under " + lease.id());
        }
    }

    @Test
    void shouldAskForNothingWhenNoTestNeedsIt() {
        // When
        bed.run(Unneeding.class)
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(1).skipped(1));

        // Then
        assertThat(bed.gateway().calls()).isEmpty();
    }

    @WithSparkGateway
    static class Unneeding {
        @Test
        void plain() {}

        @Test
        @Disabled("so its lease is not asked for")
        void disabled(SparkLease lease) {}
    }

    @Test
    void shouldShareTheLeaseWithNestedClassesWhenTheyHaveNoAnnotationOfTheirOwn() {
        // When
        bed.run(Outer.class).testEvents().assertStatistics(stats -> stats.succeeded(3));

        // Then
        assertThat(TestBed.SEEN).containsExactlyInAnyOrder("outer L1", "sharing L1 L1", "own L2 L2");
        assertThat(bed.gateway().unreleased()).isEmpty();
    }

    @WithSparkGateway
    static class Outer {
        SparkLease outer;

        @Test
        void test() {
            TestBed.SEEN.add("outer " + outer.id());
        }

        @Nested
        class Sharing {
            @Test
            void test(SparkLease lease) {
                TestBed.SEEN.add("sharing " + outer.id() + " " + lease.id());
            }
        }

        @Nested
        @WithSparkGateway(environment = "test")
        class Own {
            @Test
            void test(SparkLease lease) {
                TestBed.SEEN.add("own " + outer.id() + " " + lease.id());
            }
        }
    }

    @Test
    void shouldWorkWhenTheAnnotationIsComposedOrInherited() {
        // When
        bed.run(Composed.class, Inheriting.class).testEvents().assertStatistics(stats -> stats.succeeded(2));

        // Then
        assertThat(bed.gateway().requests())
                .extracting(request -> request.text("environment", ""))
                .containsExactly("staging", "prod");
        assertThat(bed.gateway().unreleased()).isEmpty();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @WithSparkGateway(environment = "staging")
    @interface InStaging {}

    @InStaging
    static class Composed {
        @Test
        void test(SparkLease lease) {}
    }

    @WithSparkGateway(environment = "prod")
    abstract static class Base {}

    static class Inheriting extends Base {
        @Test
        void test(SparkLease lease) {}
    }

    @Test
    void shouldGiveEachMethodALeaseWhenTheScopeIsAMethod() {
        // When
        bed.run(PerMethod.class).testEvents().assertStatistics(stats -> stats.succeeded(3));

        // Then
        assertThat(TestBed.SEEN).containsExactly("L1 L1 L1 L1", "L2 L2 L2 L2", "L3 L3 L3 L3");
        assertThat(bed.gateway().calls())
                .startsWith("POST /api/v1/leases", "DELETE /api/v1/leases/L1", "POST /api/v1/leases");
        assertThat(bed.gateway().unreleased()).isEmpty();
    }

    @WithSparkGateway(scope = Scope.METHOD)
    static class PerMethod {
        private final SparkLease constructed;
        private SparkLease field;
        private String before = "";

        PerMethod(SparkLease lease) {
            constructed = lease;
        }

        @BeforeEach
        void before(SparkLease lease) {
            before = lease.id();
        }

        @RepeatedTest(3)
        void test(SparkLease lease) {
            TestBed.SEEN.add(constructed.id() + " " + field.id() + " " + before + " " + lease.id());
        }
    }

    @Test
    void shouldSetTheFieldsOfOneInstanceWhenTheLifeCycleIsPerClass() {
        // When
        bed.run(OneInstance.class).testEvents().assertStatistics(stats -> stats.succeeded(1));

        // Then
        assertThat(TestBed.SEEN).containsOnly("L1");
        assertThat(bed.gateway().unreleased()).isEmpty();
    }

    @WithSparkGateway
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {
        private SparkLease field;

        @BeforeAll
        void first() {
            TestBed.SEEN.add(field.id());
        }

        @Test
        void test() {
            TestBed.SEEN.add(field.id());
        }
    }

    @Test
    void shouldSetAStaticFieldOfASuperclassAnewWhenTheNextClassRuns() {
        // When
        bed.run(FirstHeir.class, SecondHeir.class).testEvents().assertStatistics(stats -> stats.succeeded(2));

        // Then
        assertThat(TestBed.SEEN).containsExactly("L1", "L2");
        assertThat(WithStatic.lease).isNull();
    }

    @WithSparkGateway
    abstract static class WithStatic {
        static SparkLease lease;

        @Test
        void test() {
            TestBed.SEEN.add(lease.id());
        }
    }

    static class FirstHeir extends WithStatic {}

    static class SecondHeir extends WithStatic {}

    @Test
    void shouldUseTheBuildersSettingsWhenRegistered() {
        // When
        bed.run(Registered.class).testEvents().assertStatistics(stats -> stats.succeeded(2));

        // Then
        assertThat(TestBed.SEEN).containsExactly("L1", "L1");
        JsonFields request = bed.gateway().requests().get(0);
        assertThat(request.required("ttl")).isEqualTo("PT10M");
        assertThat(request.object().get("conf")).hasToString("{spark.sql.shuffle.partitions=1}");
        assertThat(bed.gateway().unreleased()).isEmpty();
    }

    static class Registered {
        @RegisterExtension
        static final SparkGatewayExtension SPARK = SparkGatewayExtension.builder()
                .conf("spark.sql.shuffle.partitions", "1")
                .ttl(Duration.ofMinutes(10))
                .build();

        SparkLease field;

        @Test
        void test() {
            TestBed.SEEN.add(field.id());
        }

        @Nested
        class Inner {
            @Test
            void test(SparkLease lease) {
                TestBed.SEEN.add(lease.id());
            }
        }
    }

    @Test
    void shouldSendEverythingThatTheAnnotationSays() {
        // When
        bed.run(Detailed.class).testEvents().assertStatistics(stats -> stats.succeeded(1));

        // Then
        JsonFields request = bed.gateway().requests().get(0);
        assertThat(request.object().keySet())
                .containsAll(Set.of("environment", "user", "ttl", "spark", "conf", "key", "labels"))
                .doesNotContain("holder"); // the address was given, and is in no record of this machine
        assertThat(request.required("environment")).isEqualTo("local");
        assertThat(request.required("spark")).isEqualTo("4.1");
        assertThat(request.object().get("conf")).hasToString("{a=b=c}");
        assertThat(request.object().get("labels")).hasToString("{test=" + Detailed.class.getName() + "}");
    }

    @WithSparkGateway(environment = "local", spark = "4.1", ttl = "10m", conf = "a=b=c")
    static class Detailed {
        @Test
        void test(SparkLease lease) {
            assertThat(lease.remote()).endsWith(";x-sparkgate-lease=secret-L1");
            assertThat(lease.namespace()).isEqualTo("sjns-test-L1");
            assertThat(lease.environment()).isEqualTo("test");
            assertThat(lease.expiresAt()).isEqualTo(StubGateway.EXPIRY);
            assertThat(lease.toString()).doesNotContain("secret");
            lease.extend(Duration.ofMinutes(5));
        }
    }
}
