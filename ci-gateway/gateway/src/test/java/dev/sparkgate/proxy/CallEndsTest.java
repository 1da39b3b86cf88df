package dev.sparkgate.proxy;

import static dev.sparkgate.proxy.ClientStream.headers;
import static dev.sparkgate.proxy.RawClient.framed;
import static dev.sparkgate.proxy.TestLeases.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import org.apache.spark.connect.proto.AddArtifactsRequest;
import org.apache.spark.connect.proto.AnalyzePlanRequest;
import org.apache.spark.connect.proto.UserContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How calls end, where either side or the way between breaks off. */
class CallEndsTest {
    private static final String SESSION = "11111111-1111-1111-1111-111111111111";

    private final ProxyHouse house = new ProxyHouse();
    private final RawClient client = house.client();

    @AfterEach
    void closeAll() {
        client.close();
        house.awaitNoCalls();
        house.close();
    }

    @Test
    void shouldPassUnknownCallsAndFieldsByteForByteWhenTheSessionIsBound() {
        // Given
        byte[] request = framed(AnalyzePlanRequest.newBuilder()
                .setSessionId(SESSION)
                .setUserContext(UserContext.newBuilder().setUserId("anna"))
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                4_000,
                                UnknownFieldSet.Field.newBuilder()
                                        .addVarint(7)
                                        .addLengthDelimited(ByteString.copyFromUtf8("of 2031"))
                                        .build())
                        .build())
                .build()
                .toByteArray());

        // When
        ClientStream.Outcome outcome = client.call(headers("OfTheFuture", SECRET), request);

        // Then
        assertThat(outcome.code()).isEqualTo(Status.Code.OK);
        assertThat(outcome.data()).isEqualTo(request);
        assertThat(house.driver.calls.get(0).came()).isEqualTo(request);
        assertThat(house.driver.calls.get(0).path()).endsWith("/OfTheFuture");
    }

    @Test
    void shouldTellTheDriverNothingWhenTheClientCancelsBeforeItIsBound() {
        // Given
        Deque<Runnable> bindings = new ConcurrentLinkedDeque<>();
        house.leases.bindOn(bindings::add);
        ClientStream stream = client.open(headers("AnalyzePlan", SECRET), false);
        stream.send(request(), true);
        await().until(() -> bindings.size() == 1);

        // When
        stream.cancel();
        await().until(() -> house.openCalls() == 0);
        bindings.poll().run();
        house.leases.bindOn(Runnable::run);
        client.call(headers("AnalyzePlan", SECRET), request());

        // Then
        assertThat(house.driver.began).hasValue(1);
        assertThat(house.records.newest.peekLast().status()).isEqualTo(Status.Code.CANCELLED);
    }

    @Test
    void shouldRefuseWhenTheClientStopsWithinItsFirstMessage() {
        // Given
        byte[] request = request();
        ClientStream stream = client.open(headers("ExecutePlan", SECRET), false);

        // When: whose it is, is known already
        stream.send(Arrays.copyOf(request, request.length - 3), true);

        // Then
        ClientStream.Outcome outcome = stream.await();
        assertThat(outcome.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(outcome.ends()).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhenTheClientStopsWithinItsPrefix() {
        // Given
        ClientStream stream = client.open(headers("ExecutePlan", SECRET), false);

        // When
        stream.send(new byte[] {0, 0, 0}, true);

        // Then
        assertThat(stream.await().code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(house.driver.began).hasValue(0);
    }

    @Test
    void shouldRefuseWhenTheClientStopsWithinALaterMessage() {
        // Given
        hold();
        ClientStream stream = client.open(headers("AddArtifacts", SECRET), false);
        stream.send(artifacts(10), false);
        await().until(() -> house.driver.began.get() == 1);

        // When
        byte[] second = artifacts(10);
        stream.send(Arrays.copyOf(second, second.length - 3), true);

        // Then
        assertThat(stream.await().code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        DriverCall call = house.driver.calls.get(0);
        await().until(() -> call.resetCode() == 8);
        assertThat(call.requestComplete).isNotDone();
    }

    @Test
    void shouldRefuseWhenTheSecondMessageComesEarlyAndIsOfAnotherSession() {
        // Given: the connection to the driver does not stand yet
        CompletableFuture<Boolean> fence = new CompletableFuture<>();
        house.reports.same = fence;
        ClientStream stream = client.open(headers("AddArtifacts", SECRET), false);
        stream.send(artifacts(10), false);
        await().until(() -> house.leases.inFlight.get() == 1);
        stream.send(artifacts("22222222-1111-1111-1111-111111111111", 10), true);
        ClientStream good = client.open(headers("AnalyzePlan", SECRET), false);
        good.send(request(), true);
        await().until(() -> house.openCalls() == 2);

        // When
        fence.complete(true);

        // Then
        assertThat(stream.await().code()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(good.await().code()).isEqualTo(Status.Code.OK);
    }

    @Test
    void shouldForwardTrailersOnlyAnswersUntouched() {
        // Given
        String details = Base64.getEncoder().withoutPadding().encodeToString(new byte[] {8, 13, 18, 3, 'a', 'b', 'c'});
        onRequest(call -> call.trailers(
                13, "grpc-message", "it%20failed %E2%98%83", "grpc-status-details-bin", details, "x-more", "1"));

        // When
        ClientStream.Outcome outcome = client.call(headers("AnalyzePlan", SECRET), request());

        // Then
        assertThat(outcome.headers()).isNull();
        assertThat(outcome.code()).isEqualTo(Status.Code.INTERNAL);
        assertThat(outcome.trailers().get("grpc-message")).hasToString("it%20failed %E2%98%83");
        assertThat(outcome.trailers().get("grpc-status-details-bin")).hasToString(details);
        assertThat(outcome.trailers().get("x-more")).hasToString("1");
    }

    @Test
    void shouldForwardTrailersAsLargeAsTheClientTakes() {
        // Given
        String large = "x".repeat(40 << 10);
        onRequest(call -> call.trailers(13, "grpc-status-details-bin", large));

        // When
        ClientStream.Outcome outcome = client.call(headers("AnalyzePlan", SECRET), request());

        // Then
        assertThat(outcome.trailers().get("grpc-status-details-bin")).hasToString(large);
    }

    @Test
    void shouldSayTheStatusWhenTrailersAreLargerThanTheClientTakes() {
        // Given
        onRequest(call ->
                call.trailers(13, "grpc-message", "it failed", "grpc-status-details-bin", "x".repeat(40 << 10)));
        try (RawClient small = new RawClient(
                house.proxy.address(), Http2Settings.defaultSettings().maxHeaderListSize(8 << 10))) {
            // When
            ClientStream.Outcome outcome = small.call(headers("AnalyzePlan", SECRET), request());

            // Then
            assertThat(outcome.code()).isEqualTo(Status.Code.INTERNAL);
            assertThat(outcome.message()).isEqualTo("it failed");
        }
    }

    @Test
    void shouldSayUnavailableOnceWhenTheDriverIsLostBeforeItsAnswer() {
        // Given
        onRequest(DriverCall::breakConnection);

        // When
        ClientStream.Outcome outcome = client.call(headers("ExecutePlan", SECRET), request());

        // Then
        assertThat(outcome.code()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(outcome.ends()).isEqualTo(1);
        assertThat(house.reports.failed).hasValue(1);
    }

    @Test
    void shouldSayUnavailableOnceWhenTheDriverIsLostWithinItsAnswer() {
        // Given
        house.driver.play(new RecordingDriver.Play() {
            @Override
            public void complete(DriverCall call) {
                call.data(new byte[] {0, 0, 0, 1, 0, 1, 2});
            }
        });
        ClientStream stream = client.open(headers("ExecutePlan", SECRET), false);
        stream.send(request(), true);
        await().until(() -> stream.received.get() == 7);

        // When
        house.driver.calls.get(0).breakConnection();

        // Then
        ClientStream.Outcome outcome = stream.await();
        assertThat(outcome.data()).hasSize(7);
        assertThat(outcome.code()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(outcome.ends()).isEqualTo(1);
    }

    @Test
    void shouldNotMindWhenTheDriverIsLostAfterItsAnswer() {
        // Given
        onRequest(call -> {
            call.trailers(0);
            call.breakConnection();
        });

        // When
        ClientStream.Outcome first = client.call(headers("ExecutePlan", SECRET), request());
        ClientStream.Outcome second = client.call(headers("ExecutePlan", SECRET), request());

        // Then
        assertThat(first.code()).isEqualTo(Status.Code.OK);
        assertThat(second.code()).isEqualTo(Status.Code.OK);
        assertThat(house.reports.failed).hasValue(0);
    }

    @Test
    void shouldForwardTheErrorCodeWhenTheDriverBreaksTheCallOff() {
        // Given
        onRequest(call -> call.reset(7));

        // When
        ClientStream.Outcome outcome = client.call(headers("ExecutePlan", SECRET), request());

        // Then
        assertThat(outcome.resetCode()).isEqualTo(7);
    }

    @Test
    void shouldUseANewConnectionWhenTheDriverWantsNoMoreCallsOnTheOldOne() {
        // Given
        hold();
        ClientStream old = client.open(headers("ExecutePlan", SECRET), false);
        old.send(request(), true);
        await().until(() -> house.driver.began.get() == 1);
        DriverCall first = house.driver.calls.get(0);
        first.goAway();
        house.driver.play(RecordingDriver.ECHO);

        // When
        await().until(() -> {
            client.call(headers("ExecutePlan", SECRET), request());
            return house.driver.connections.size() == 2;
        });
        first.data(framed(new byte[] {1}));
        first.trailers(0);

        // Then
        assertThat(old.await().code()).isEqualTo(Status.Code.OK);
        assertThat(house.reports.failed).hasValue(0);
        await().until(() -> house.driver.connections.size() == 1);
    }

    @Test
    void shouldRefuseTheCallOnlyWhenItsMetadataIsMoreThanTheDriverTakes() {
        // Given
        hold();
        ClientStream other = client.open(headers("ExecutePlan", SECRET), false);
        other.send(request(), true);
        await().until(() -> house.driver.began.get() == 1);
        Http2Headers large = headers("ExecutePlan", SECRET).set("baggage", "x".repeat(20 << 10));

        // When
        ClientStream.Outcome outcome = client.call(large, request());

        // Then
        assertThat(outcome.ends()).isEqualTo(1);
        assertThat(outcome.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        house.driver.calls.get(0).trailers(0);
        assertThat(other.await().code()).isEqualTo(Status.Code.OK);
        assertThat(house.reports.failed).hasValue(0);
    }

    @Test
    void shouldAnswerWhenMetadataIsMoreThanTheGatewayTakes() {
        // Given
        Http2Headers large = headers("ExecutePlan", SECRET).set("x-large", "x".repeat(70 << 10));

        // When
        ClientStream.Outcome outcome = client.call(large, request());

        // Then
        assertThat(outcome.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(client.call(headers("ExecutePlan", SECRET), request()).code())
                .isEqualTo(Status.Code.OK);
    }

    @Test
    void shouldRefuseCompressedMessages() {
        // Given
        byte[] request = request();
        request[0] = 1;

        // When
        ClientStream.Outcome outcome = client.call(headers("ExecutePlan", SECRET), request);

        // Then
        assertThat(outcome.code()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(outcome.message()).contains("compress");
    }

    @Test
    void shouldWaitForItsTurnWhenTheDriverTakesFewCallsAtOnce() {
        // Given
        try (ProxyHouse narrow = new ProxyHouse(Http2Settings.defaultSettings().maxConcurrentStreams(1));
                RawClient calls = narrow.client()) {
            narrow.driver.play(new RecordingDriver.Play() {});
            ClientStream first = calls.open(headers("ExecutePlan", SECRET), false);
            first.send(request(), true);
            await().until(() -> narrow.driver.began.get() == 1);
            ClientStream second = calls.open(headers("ExecutePlan", SECRET), false);
            second.send(request(), true);
            ClientStream third = calls.open(headers("ExecutePlan", SECRET), false);
            third.send(request(), true);
            await().until(() -> narrow.openCalls() == 3);

            // When: one of them gives up while it waits
            second.cancel();
            await().until(() -> narrow.openCalls() == 2);
            narrow.driver.play(RecordingDriver.ECHO);
            narrow.driver.calls.get(0).trailers(0);

            // Then
            assertThat(first.await().code()).isEqualTo(Status.Code.OK);
            assertThat(third.await().code()).isEqualTo(Status.Code.OK);
            assertThat(narrow.driver.began).hasValue(2);
            narrow.awaitNoCalls();
        }
    }

    @Test
    void shouldKeepTheDriversConnectionWhenManyCallsAreCancelled() {
        // Given
        hold();
        ClientStream other = client.open(headers("ExecutePlan", SECRET), false);
        other.send(request(), true);
        await().until(() -> house.driver.began.get() == 1);

        // When
        for (int i = 0; i < 500; i++) {
            ClientStream cancelled = client.open(headers("ExecutePlan", SECRET), false);
            cancelled.send(request(), false);
            cancelled.cancel();
        }
        await().until(() -> house.openCalls() == 1);

        // Then
        house.driver.calls.get(0).trailers(0);
        assertThat(other.await().code()).isEqualTo(Status.Code.OK);
        assertThat(house.reports.failed).hasValue(0);
    }

    @Test
    void shouldLoseOnlyTheCallWhenADriversAnswerCannotBeRead() {
        // Given
        hold();
        ClientStream other = client.open(headers("ExecutePlan", SECRET), false);
        other.send(request(), true);
        await().until(() -> house.driver.began.get() == 1);
        onRequest(call -> call.data(framed(new byte[] {10, 120, 1})));

        // When
        ClientStream.Outcome outcome = client.call(headers("CloneSession", SECRET), request());

        // Then
        assertThat(outcome.code()).isEqualTo(Status.Code.INTERNAL);
        house.driver.calls.get(0).trailers(0);
        assertThat(other.await().code()).isEqualTo(Status.Code.OK);
    }

    private void hold() {
        house.driver.play(new RecordingDriver.Play() {});
    }

    private void onRequest(Consumer<DriverCall> then) {
        house.driver.play(new RecordingDriver.Play() {
            @Override
            public void complete(DriverCall call) {
                then.accept(call);
            }
        });
    }

    static byte[] request() {
        return framed(AnalyzePlanRequest.newBuilder()
                .setSessionId(SESSION)
                .setUserContext(UserContext.newBuilder().setUserId("anna"))
                .setClientType("a test")
                .build()
                .toByteArray());
    }

    private static byte[] artifacts(int bytes) {
        return artifacts(SESSION, bytes);
    }

    private static byte[] artifacts(String session, int bytes) {
        return framed(AddArtifactsRequest.newBuilder()
                .setSessionId(session)
                .setUserContext(UserContext.newBuilder().setUserId("anna"))
                .setChunk(AddArtifactsRequest.ArtifactChunk.newBuilder().setData(ByteString.copyFrom(new byte[bytes])))
                .build()
                .toByteArray());
    }
}
