package dev.sparkgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.rpc.ErrorInfo;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.gateway.config.EmbeddedDefaults;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.spark.connect.proto.ConfigResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway with a real driver; calls through it and, for comparison, past it. */
class GatewayIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    static Path home;

    private static Gateway gateway;
    private static Api api;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(
                EmbeddedDefaults.config().withPorts(0, 0),
                new GatewayOptions(home, home.resolve("gateways/0"), true, null, null));
        api = new Api(gateway.httpAddress());
        await().atMost(PATIENCE).until(() -> api.get("/readyz").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        List<Long> pids = api.driverPids();
        gateway.close();
        assertThat(pids).isNotEmpty().noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(home.resolve("gateways/0"))
                .satisfiesAnyOf(
                        folder -> assertThat(folder).doesNotExist(),
                        folder -> assertThat(folder).isEmptyDirectory());
    }

    @Test
    void shouldKeepTwoLeasesOnOneDriverApart() throws Exception {
        // Given
        JsonNode one = api.lease("{\"environment\":\"test\",\"team\":\"one\"}");
        JsonNode two = api.lease("{\"environment\":\"test\",\"team\":\"two\"}");
        assertThat(one.path("driver")).isEqualTo(two.path("driver"));

        // When
        try (SparkCalls first = through(one);
                SparkCalls second = through(two)) {
            for (SparkCalls calls : List.of(first, second)) {
                calls.sql("create database pedregal.raw");
                calls.sql("create table pedregal.raw.events (id bigint, ds string) using iceberg partitioned by (ds)");
            }
            first.sql("insert into pedregal.raw.events select id, 'a' from range(7)");

            // Then
            assertThat(first.rows("select * from pedregal.raw.events")).isEqualTo(7);
            assertThat(second.rows("select * from pedregal.raw.events")).isZero();
            first.sql("alter table pedregal.raw.events rename to raw.old");
            assertThat(second.rows("show tables in pedregal.raw")).isEqualTo(1);
        }
        Path folder = home.resolve("gateways/0/namespaces")
                .resolve(one.path("namespace").asText());
        assertThat(folder).isDirectory();
        api.release(one);
        api.release(two);
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.notExists(folder));
    }

    @Test
    void shouldShareTablesButNotTemporaryViewsBetweenTheSessionsOfALease() throws Exception {
        // Given
        JsonNode lease = api.lease("{\"environment\":\"test\"}");

        try (SparkCalls first = through(lease);
                SparkCalls second = through(lease)) {
            // When
            first.sql("create table seen as select 1 as a");
            first.sql("create temporary view hidden as select 1 as a");

            // Then
            assertThat(second.rows("select * from seen")).isEqualTo(1);
            assertThatThrownBy(() -> second.rows("select * from hidden"))
                    .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
        }
        api.release(lease);
    }

    @Test
    void shouldAnswerErrorsExactlyAsTheDriverDoes() throws Exception {
        // Given
        JsonNode lease = api.lease("{\"environment\":\"test\"}");

        try (SparkCalls through = through(lease);
                SparkCalls direct = SparkCalls.direct(
                        home.resolve("gateways/0/drivers/laptop"),
                        lease.path("driver").asText())) {
            // When
            StatusRuntimeException seen = failure(() -> through.rows("select nothing_there"));
            StatusRuntimeException expected = failure(() -> direct.rows("select nothing_there"));

            // Then
            assertThat(seen.getStatus().getCode())
                    .isEqualTo(expected.getStatus().getCode());
            assertThat(seen.getStatus().getDescription())
                    .isEqualTo(expected.getStatus().getDescription());
            assertThat(info(seen).getReason()).isEqualTo(info(expected).getReason());
            assertThat(info(seen).getMetadataMap().get("errorClass"))
                    .isEqualTo(info(expected).getMetadataMap().get("errorClass"));
            assertThat(failure(() -> through.unknownMethod()).getStatus().getCode())
                    .isEqualTo(failure(() -> direct.unknownMethod()).getStatus().getCode())
                    .isEqualTo(Status.Code.UNIMPLEMENTED);
        }
        api.release(lease);
    }

    @Test
    void shouldPassLargeMessagesBothWays() throws Exception {
        // Given
        JsonNode lease = api.lease("{\"environment\":\"test\"}");
        try (SparkCalls calls = through(lease)) {
            // When
            String large = "x".repeat(20 << 20);
            long bytes = calls.bytes("select '" + large + "' as a");

            // Then
            assertThat(bytes).isGreaterThan(large.length());
            assertThat(calls.bytes("select id, uuid() as u from range(1000000)"))
                    .isGreaterThan(40L << 20);
        }
        api.release(lease);
    }

    @Test
    void shouldTakeTheDriversTokenOutOfConfigAnswers() throws Exception {
        // Given
        JsonNode lease = api.lease("{\"environment\":\"test\"}");
        try (SparkCalls calls = through(lease)) {
            String token = Files.readString(home.resolve("gateways/0/drivers/laptop")
                            .resolve(lease.path("driver").asText())
                            .resolve("token"))
                    .strip();

            // When
            ConfigResponse all = calls.allConfig();

            // Then
            assertThat(all.getPairsCount()).isGreaterThan(10);
            assertThat(all.toString()).doesNotContain(token);
        }
        api.release(lease);
    }

    @Test
    void shouldRefuseASessionToThoseWhoDidNotOpenIt() throws Exception {
        // Given
        JsonNode owner = api.lease("{\"environment\":\"test\"}");
        JsonNode other = api.lease("{\"environment\":\"test\"}");
        SessionKey session = new SessionKey("anna", UUID.randomUUID().toString());
        try (SparkCalls own = SparkCalls.leased(
                        gateway.grpcAddress(), owner.path("secret").asText(), session);
                SparkCalls foreign = SparkCalls.leased(
                        gateway.grpcAddress(), other.path("secret").asText(), session);
                SparkCalls routed = SparkCalls.routed(gateway.grpcAddress(), "a", "test", session)) {
            own.rows("select 1");

            // When / Then
            assertRefused(() -> foreign.rows("select 1"), Status.Code.PERMISSION_DENIED, "ACCESS_DENIED");
            assertRefused(() -> routed.rows("select 1"), Status.Code.PERMISSION_DENIED, "ACCESS_DENIED");
        }
        api.release(owner);
        api.release(other);
    }

    @Test
    void shouldRefuseTheSecretOfALeaseThatIsOver() throws Exception {
        // Given
        JsonNode lease = api.lease("{\"environment\":\"test\"}");
        try (SparkCalls calls = through(lease)) {
            calls.rows("select 1");

            // When
            api.release(lease);

            // Then
            assertRefused(() -> calls.rows("select 1"), Status.Code.FAILED_PRECONDITION, "LEASE_ENDED");
            calls.releaseSession();
        }
        try (SparkCalls wrong = SparkCalls.leased(
                gateway.grpcAddress(),
                "no-such-secret",
                new SessionKey("", UUID.randomUUID().toString()))) {
            assertRefused(() -> wrong.rows("select 1"), Status.Code.UNAUTHENTICATED, "LEASE_UNKNOWN");
        }
    }

    @Test
    void shouldGiveASessionWithoutALeaseOneOfItsOwn() throws Exception {
        // Given
        SessionKey session = new SessionKey("service", UUID.randomUUID().toString());
        try (SparkCalls calls = SparkCalls.routed(gateway.grpcAddress(), "feature-engineering", "local", session)) {
            // When
            calls.sql("create table mine as select 1 as a");

            // Then
            assertThat(calls.rows("select * from mine")).isEqualTo(1);
            JsonNode lease = api.leases("team=feature-engineering&state=ACTIVE").get(0);
            assertThat(lease.path("user").asText()).isEqualTo("service");
            assertThat(lease.path("environment").asText()).isEqualTo("local");
            calls.releaseSession();
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            api.leases("team=feature-engineering&state=ENDED").size() == 1);
            calls.releaseSession(); // once more does no harm
            StatusRuntimeException late = failure(() -> calls.releaseExecute());
            assertThat(late).hasMessageContaining("INVALID_HANDLE.SESSION_CLOSED"); // as without a gateway
            StatusRuntimeException closed = failure(() -> calls.reattach());
            assertThat(closed.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(closed).hasMessageContaining("INVALID_HANDLE.SESSION_CLOSED"); // in Spark's own words
        }
        try (SparkCalls nowhere = SparkCalls.routed(
                gateway.grpcAddress(),
                "a",
                "nowhere",
                new SessionKey("", UUID.randomUUID().toString()))) {
            assertRefused(() -> nowhere.rows("select 1"), Status.Code.NOT_FOUND, "ENVIRONMENT_UNKNOWN");
        }
    }

    @Test
    void shouldForwardACancellation() throws Exception {
        // Given
        JsonNode lease = api.lease("{\"environment\":\"test\"}");
        try (SparkCalls calls = through(lease)) {
            // When
            assertThatThrownBy(() -> calls.rowsWithin(
                            "select count(*) from range(100000000000) where sqrt(id) < 0", Duration.ofSeconds(2)))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            failure ->
                                    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));

            // Then: a lease's end does not wait for a query that runs on
            api.release(lease);
            await().atMost(Duration.ofSeconds(15)).until(() -> api.state(lease).equals("ENDED"));
        }
    }

    private static SparkCalls through(JsonNode lease) {
        return SparkCalls.leased(
                gateway.grpcAddress(),
                lease.path("secret").asText(),
                new SessionKey("anna", UUID.randomUUID().toString()));
    }

    private static StatusRuntimeException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(StatusRuntimeException.class, call);
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Status.Code code, String reason)
            throws Exception {
        StatusRuntimeException failure = failure(call);
        assertThat(failure.getStatus().getCode()).isEqualTo(code);
        assertThat(info(failure).getReason()).isEqualTo(reason);
        assertThat(info(failure).getDomain()).isEqualTo("sparkgate.dev");
    }

    private static ErrorInfo info(StatusRuntimeException failure) throws Exception {
        com.google.rpc.Status status = StatusProto.fromThrowable(failure);
        return status.getDetails(0).unpack(ErrorInfo.class);
    }
}
