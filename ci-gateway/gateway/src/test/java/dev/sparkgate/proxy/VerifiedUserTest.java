package dev.sparkgate.proxy;

import static dev.sparkgate.proxy.ClientStream.headers;
import static dev.sparkgate.proxy.RawClient.framed;
import static dev.sparkgate.proxy.TestLeases.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.sparkgate.auth.Principal;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import io.grpc.Status;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.connect.proto.AddArtifactsRequest;
import org.apache.spark.connect.proto.AddArtifactsRequest.ArtifactChunk;
import org.apache.spark.connect.proto.AnalyzePlanRequest;
import org.apache.spark.connect.proto.UserContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a driver hears of the user, where somebody vouches for the caller. */
class VerifiedUserTest {
    private static final String SESSION = "11111111-1111-1111-1111-111111111111";

    private final ProxyHouse house = new ProxyHouse(new RecordingDriver(), VerifiedUserTest::principal, 1);
    private final RawClient client = house.client();

    @AfterEach
    void closeAll() {
        client.close();
        house.awaitNoCalls();
        house.close();
    }

    @Test
    void shouldStampEveryMessageWhenTheClientStreams() throws IOException {
        // Given
        List<AddArtifactsRequest> sent = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 20; i++) {
            AddArtifactsRequest message = artifacts("mallory" + i, i * 1_000);
            sent.add(message);
            bytes.writeBytes(framed(message.toByteArray()));
        }
        ClientStream stream = client.open(headers("AddArtifacts", SECRET), false);

        // When: in pieces that end anywhere
        byte[] all = bytes.toByteArray();
        for (int at = 0; at < all.length; at += 777) {
            stream.send(Arrays.copyOfRange(all, at, Math.min(all.length, at + 777)), at + 777 >= all.length);
        }

        // Then
        assertThat(stream.await().code()).isEqualTo(Status.Code.OK);
        List<AddArtifactsRequest> came = new ArrayList<>();
        for (byte[] message : RawClient.messages(house.driver.calls.get(0).came())) {
            came.add(AddArtifactsRequest.parseFrom(message));
        }
        assertThat(came)
                .isEqualTo(sent.stream()
                        .map(message -> message.toBuilder()
                                .setUserContext(
                                        message.getUserContext().toBuilder().setUserId("anna"))
                                .build())
                        .toList());
        assertThat(house.leases.owners.keySet()).extracting("userId").containsOnly("anna");
    }

    @Test
    void shouldStampWhenTheMessageNamesNoUser() throws IOException {
        // Given
        AnalyzePlanRequest request = AnalyzePlanRequest.newBuilder()
                .setSessionId(SESSION)
                .setClientType("x")
                .build();

        // When
        client.call(headers("AnalyzePlan", SECRET), framed(request.toByteArray()));

        // Then
        byte[] came = RawClient.messages(house.driver.calls.get(0).came()).get(0);
        assertThat(AnalyzePlanRequest.parseFrom(came))
                .isEqualTo(request.toBuilder()
                        .setUserContext(UserContext.newBuilder().setUserId("anna"))
                        .build());
    }

    @Test
    void shouldTakeMoreThanAWindowWhenTheUserComesLate() throws IOException {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(1, SESSION);
        UserContext user = UserContext.newBuilder()
                .setUserId("mallory")
                .setUserName("x".repeat(ProxyHouse.MAX_MESSAGE - 1_000))
                .build();
        out.writeMessage(2, user);
        out.flush();
        byte[] late = framed(bytes.toByteArray());
        ClientStream stream = client.open(headers("AddArtifacts", SECRET), false);

        // When
        stream.send(framed(artifacts("mallory", 10).toByteArray()), false);
        await().until(() -> house.driver.began.get() == 1);
        for (int i = 0; i < 3; i++) {
            stream.send(Unpooled.copiedBuffer(late), false);
        }
        stream.send(framed(artifacts("mallory", 10).toByteArray()), true);

        // Then
        assertThat(stream.await().code()).isEqualTo(Status.Code.OK);
        assertThat(RawClient.messages(house.driver.calls.get(0).came())).hasSize(5);
    }

    @Test
    void shouldRefuseTheCallOnlyWhenTheCallerIsNotKnown() {
        // Given
        Http2Headers stranger = headers("AnalyzePlan", SECRET).set("authorization", "stranger");

        // When
        ClientStream.Outcome refused = client.call(stranger, CallEndsTest.request());

        // Then
        assertThat(refused.code()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(client.call(headers("AnalyzePlan", SECRET), CallEndsTest.request())
                        .code())
                .isEqualTo(Status.Code.OK);
    }

    private static Principal principal(Http2Headers headers) {
        if (headers.contains("authorization")) {
            throw new SparkgateException(
                    ErrorCode.ACCESS_DENIED, "caller 'stranger' is not known (expected: anna); log in");
        }
        return new Principal("anna", true);
    }

    private static AddArtifactsRequest artifacts(String user, int bytes) {
        return AddArtifactsRequest.newBuilder()
                .setSessionId(SESSION)
                .setUserContext(UserContext.newBuilder().setUserId(user).setUserName("x".repeat(bytes % 200)))
                .setChunk(ArtifactChunk.newBuilder().setData(ByteString.copyFrom(new byte[bytes])))
                .build();
    }
}
