package dev.sparkgate.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

class RefusalTest {
    @RegisterExtension
    final TestBed bed = new TestBed();

    @ParameterizedTest
    @ValueSource(
            classes = {
                ForkPerMethod.class,
                SessionPerMethod.class,
                KeptServer.class,
                SeveralVersions.class,
                ForkedField.class,
                MissingFixture.class,
                FixtureOfNoKind.class,
                FixtureOfInstance.class,
                FixtureOfStrings.class,
                ForkedMethodAlone.class,
                ForkedMethodOfMethods.class,
                ForkedMethodElsewhere.class,
                BadConf.class,
                TwiceConf.class
            })
    void shouldRefuseTheClassWhenAnAttributeIsNotPossible(Class<?> type) {
        // When
        EngineExecutionResults results = bed.run(type);

        // Then
        assertThat(TestBed.failures(results))
                .singleElement()
                .asString()
                .contains("ExtensionConfigurationException: ", "(expected: ")
                .doesNotContain("null", "Optional");
        assertThat(bed.gateway().calls()).isEmpty();
    }

    abstract static class OneTest {
        @Test
        void test() {}
    }

    @WithSparkGateway(isolation = Isolation.FORK, scope = Scope.METHOD)
    static class ForkPerMethod extends OneTest {}

    @WithSparkGateway(isolation = Isolation.SESSION, scope = Scope.METHOD)
    static class SessionPerMethod extends OneTest {}

    @WithSparkGateway(isolation = Isolation.SERVER, keep = Keep.ON_FAILURE)
    static class KeptServer extends OneTest {}

    @WithSparkGateway(spark = {"4.0", "4.1"})
    static class SeveralVersions extends OneTest {}

    @WithSparkGateway(isolation = Isolation.FORK)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class ForkedField extends OneTest {
        SparkLease lease;
    }

    abstract static class OneLease {
        @Test
        void test(SparkLease lease) {}
    }

    @WithSparkGateway(fixtures = "classpath:nosuch.yaml")
    static class MissingFixture extends OneLease {}

    @WithSparkGateway(fixtures = "pom.xml")
    static class FixtureOfNoKind extends OneLease {}

    @WithSparkGateway
    static class FixtureOfInstance extends OneLease {
        @Fixture("raw.events")
        final List<Column> events = List.of(new Column(1));
    }

    record Column(int id) {}

    @WithSparkGateway
    static class FixtureOfStrings extends OneLease {
        @Fixture("raw.events")
        static final List<String> EVENTS = List.of("a");
    }

    static class ForkedMethodAlone {
        @Test
        @WithSparkGateway(isolation = Isolation.FORK)
        void test(SparkLease lease) {}
    }

    @WithSparkGateway(scope = Scope.METHOD)
    static class ForkedMethodOfMethods {
        @Test
        @WithSparkGateway(isolation = Isolation.FORK)
        void test(SparkLease lease) {}
    }

    @WithSparkGateway
    static class ForkedMethodElsewhere {
        @Test
        @WithSparkGateway(isolation = Isolation.SESSION, environment = "prod")
        void test(SparkLease lease) {}
    }

    @WithSparkGateway(conf = "spark.sql.shuffle.partitions")
    static class BadConf extends OneTest {}

    @WithSparkGateway(conf = {"a=1", "a=2"})
    static class TwiceConf extends OneTest {}

    @ParameterizedTest
    @ValueSource(classes = {MethodScopeBeforeAll.class, MethodScopeStatic.class, MethodScopeOneInstance.class})
    void shouldRefuseWhenMethodScopeIsAskedForOutsideOfAMethod(Class<?> type) {
        // When
        EngineExecutionResults results = bed.run(type);

        // Then
        assertThat(TestBed.failures(results))
                .singleElement()
                .asString()
                .contains("scope = METHOD has no session outside of a test method", "use scope = CLASS");
        assertThat(bed.gateway().calls()).isEmpty();
    }

    @WithSparkGateway(scope = Scope.METHOD)
    static class MethodScopeBeforeAll extends OneTest {
        @BeforeAll
        static void first(SparkLease lease) {}
    }

    @WithSparkGateway(scope = Scope.METHOD)
    static class MethodScopeStatic extends OneTest {
        static SparkLease lease;
    }

    @WithSparkGateway(scope = Scope.METHOD)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class MethodScopeOneInstance extends OneTest {
        SparkLease lease;
    }

    @Test
    void shouldRefuseWhenNothingSaysWhatToLease() {
        assertThat(TestBed.failures(bed.run(Bare.class)))
                .singleElement()
                .asString()
                .contains("expected: @WithSparkGateway on the class");
    }

    @ExtendWith(SparkGatewayExtension.class)
    static class Bare extends OneTest {}

    @Test
    void shouldRefuseWhenThereAreTwoOwners() {
        assertThat(TestBed.failures(bed.run(TwoOwners.class)))
                .singleElement()
                .asString()
                .contains("has @WithSparkGateway and a registered SparkGatewayExtension");
    }

    @WithSparkGateway
    static class TwoOwners extends OneTest {
        @RegisterExtension
        static final SparkGatewayExtension SPARK =
                SparkGatewayExtension.builder().build();
    }

    @Test
    void shouldRefuseWhenAClassScopeIsInAnInstanceField() {
        assertThat(TestBed.failures(bed.run(InstanceField.class)))
                .singleElement()
                .asString()
                .contains("is in an instance field", "make it static");
    }

    static class InstanceField {
        @RegisterExtension
        final SparkGatewayExtension spark = SparkGatewayExtension.builder().build();

        @Test
        void test(SparkLease lease) {}
    }

    @WithSparkGateway
    static class Needing {
        @Test
        void one(SparkLease lease) {}

        @Test
        void two(SparkLease lease) {}
    }

    @Test
    void shouldTellCodeAndDetailWhenTheGatewayRefuses() {
        // Given
        bed.gateway()
                .refuse(
                        404,
                        "{\"type\":\"about:blank\",\"status\":404,\"code\":\"ENVIRONMENT_UNKNOWN\",\"detail\":\"environment"
                                + " 'test' is unknown (expected: local)\"}");

        // When
        List<String> failures = TestBed.failures(bed.run(Needing.class));

        // Then
        assertThat(failures)
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure)
                        .contains("lease in environment 'test' was refused: ENVIRONMENT_UNKNOWN: environment 'test' is"
                                + " unknown (expected: local)"));
        assertThat(bed.gateway().requests()).as("asked once for the class").hasSize(1);
    }

    @Test
    void shouldReleaseByKeyWhenTheAnswerIsLost() {
        // Given
        bed.gateway().hangUpOnAcquire();

        // When
        List<String> failures = TestBed.failures(bed.run(Needing.class));

        // Then
        assertThat(failures).allSatisfy(failure -> assertThat(failure).contains("no answer from"));
        String key = bed.gateway().requests().get(0).required("key");
        assertThat(bed.gateway().calls()).endsWith("DELETE /api/v1/leases?key=" + key);
    }

    @Test
    void shouldSayWhatStandsThereWhenItIsNoGateway() {
        // Given
        bed.gateway().refuse(502, "<html>bad gateway</html>");

        // When Then
        assertThat(TestBed.failures(bed.run(Needing.class)))
                .allSatisfy(failure -> assertThat(failure).contains("answered 502 with '<html>bad gateway</html>'"));
    }

    @Test
    void shouldWaitWhenTheLeaseIsQueued() {
        // Given
        bed.gateway().queueFor(3);

        // When
        bed.run(Needing.class).testEvents().assertStatistics(stats -> stats.succeeded(2));

        // Then
        assertThat(bed.gateway().calls())
                .containsExactly(
                        "POST /api/v1/leases",
                        "GET /api/v1/leases/L1?wait=30s",
                        "GET /api/v1/leases/L1?wait=30s",
                        "GET /api/v1/leases/L1?wait=30s",
                        "POST /api/v1/leases",
                        "DELETE /api/v1/leases/L1");
        assertThat(bed.gateway().requests())
                .extracting(request -> request.required("key"))
                .as("the same key again")
                .hasSize(2)
                .containsOnly(bed.gateway().requests().get(0).required("key"));
    }

    @Test
    void shouldTellTheReasonWhenTheQueueGivesUp() {
        // Given
        bed.gateway().queueFor(1).endQueuedWith("QUEUE_TIMEOUT");

        // When Then
        assertThat(TestBed.failures(bed.run(Needing.class)))
                .allSatisfy(failure -> assertThat(failure)
                        .contains("was not granted, it is ENDED: QUEUE_TIMEOUT: no driver became free within PT5M"));
    }

    @Test
    void shouldSayThatNothingAnswersWhenTheGivenGatewayIsNotThere() throws Exception {
        // Given
        try (ServerSocket free = new ServerSocket(0)) {
            System.setProperty("sparkgate.url", "http://127.0.0.1:" + free.getLocalPort());
        }

        // When Then
        assertThat(TestBed.failures(bed.run(Needing.class)))
                .allSatisfy(failure -> assertThat(failure).contains("nothing answers at http://127.0.0.1:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:15080", "sc://127.0.0.1:15002", "http://", "not a url"})
    void shouldRefuseWhenTheGivenAddressIsNone(String url) {
        // Given
        System.setProperty("sparkgate.url", url);

        // When Then
        assertThat(TestBed.failures(bed.run(Needing.class)))
                .allSatisfy(failure -> assertThat(failure)
                        .contains("SPARKGATE_URL '" + url + "' is not an address (expected: like http://"));
    }
}
