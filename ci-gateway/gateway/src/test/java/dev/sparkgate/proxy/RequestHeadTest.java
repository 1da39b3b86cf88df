package dev.sparkgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.SparkgateException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.connect.proto.UserContext;
import org.junit.jupiter.api.Test;

class RequestHeadTest {
    @Property
    void shouldReadWhatTheServerWillRead(
            @ForAll @StringLength(max = 36) String session,
            @ForAll @StringLength(max = 60) String user,
            @ForAll @StringLength(max = 300) String query) {
        byte[] bytes = request(session, user, query).toByteArray();
        assertThat(scan(bytes))
                .isEqualTo(new SessionKey(
                        roundTrip(bytes).getUserContext().getUserId(),
                        roundTrip(bytes).getSessionId()));
    }

    @Property(tries = 20_000)
    void shouldNeverFailOtherwiseThanByRefusing(@ForAll @Size(max = 200) byte[] noise) {
        try {
            assertThat(scan(noise)).isNotNull();
        } catch (SparkgateException refused) {
            assertThat(refused.getMessage()).startsWith("message is not a Spark Connect request");
        }
    }

    @Property(tries = 20_000)
    void shouldAgreeWithProtobufOnMutatedRequests(@ForAll long seed) {
        java.util.Random random = new java.util.Random(seed);
        byte[] bytes = request("00000000-0000-0000-0000-000000000000", "anna", "select 1")
                .toByteArray();
        for (int i = 0; i < 3; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        SessionKey scanned;
        try {
            scanned = scan(bytes);
        } catch (SparkgateException refused) {
            return;
        }
        try {
            ExecutePlanRequest parsed = ExecutePlanRequest.parseFrom(bytes);
            assertThat(scanned).isEqualTo(new SessionKey(parsed.getUserContext().getUserId(), parsed.getSessionId()));
        } catch (InvalidProtocolBufferException serverRefuses) {
            assertThat(scanned).isNotNull();
        }
    }

    @Test
    void shouldRefuseASecondSessionId() throws IOException {
        // Given
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(request("00000000-0000-0000-0000-000000000001", "anna", "q").toByteArray());
        twice.write(request("00000000-0000-0000-0000-000000000002", "eve", "q").toByteArray());

        // When / Then
        assertThatThrownBy(() -> scan(twice.toByteArray())).hasMessageContaining("more than one session_id");
    }

    @Test
    void shouldFindTheSessionBehindALargePlan() throws IOException {
        // Given
        ByteArrayOutputStream late = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(late);
        out.writeBytes(3, ByteString.copyFrom(new byte[1 << 20]));
        out.writeString(1, "late");
        out.flush();

        // When
        SessionKey session = scan(late.toByteArray());

        // Then
        assertThat(session).isEqualTo(new SessionKey("", "late"));
    }

    private static SessionKey scan(byte[] bytes) {
        return RequestHead.scan(new ByteArrayInputStream(bytes), bytes.length);
    }

    private static ExecutePlanRequest request(String session, String user, String query) {
        return ExecutePlanRequest.newBuilder()
                .setSessionId(session)
                .setUserContext(UserContext.newBuilder().setUserId(user).setUserName(user))
                .setPlan(Plan.newBuilder()
                        .setRoot(Relation.newBuilder().setSql(SQL.newBuilder().setQuery(query))))
                .build();
    }

    private static ExecutePlanRequest roundTrip(byte[] bytes) {
        try {
            return ExecutePlanRequest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
