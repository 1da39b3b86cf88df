package dev.sparkgate.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.error.SparkgateException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.connect.proto.UserContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestScannerTest {
    private static final long MAX = 16 << 20;
    private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true);

    @Property
    void shouldReadWhatTheServerWillRead(
            @ForAll @StringLength(max = 36) String session,
            @ForAll @StringLength(max = 60) String user,
            @ForAll @StringLength(max = 300) String query,
            @ForAll long pieces) {
        byte[] bytes = request(session, user, query).toByteArray();
        assertThat(scan(bytes, new Random(pieces))).isEqualTo(key(bytes));
    }

    @Property(tries = 20_000)
    void shouldNeverFailOtherwiseThanByRefusing(@ForAll @Size(max = 200) byte[] noise, @ForAll long pieces) {
        try {
            scan(noise, new Random(pieces));
        } catch (SparkgateException refused) {
            assertThat(refused.getMessage()).startsWith("message is");
        }
    }

    @Property(tries = 20_000)
    void shouldAgreeWithProtobufOnMutatedRequests(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = request("00000000-0000-0000-0000-000000000000", "anna", "select 1")
                .toByteArray();
        for (int i = 0; i < 3; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        SessionKey scanned;
        try {
            scanned = scan(bytes, random);
        } catch (SparkgateException refused) {
            return;
        }
        try {
            ExecutePlanRequest parsed = ExecutePlanRequest.parseFrom(bytes);
            assertThat(scanned).isEqualTo(new SessionKey(parsed.getUserContext().getUserId(), parsed.getSessionId()));
        } catch (InvalidProtocolBufferException serverRefuses) {
            assertThat(bytes).isNotEmpty();
        }
    }

    @Property
    void shouldFindEveryHeadAndEndOfAStream(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        ByteBuf all = Unpooled.buffer();
        int messages = 1 + random.nextInt(5);
        for (int i = 0; i < messages; i++) {
            byte[] message =
                    request("s" + i, "u" + i, "x".repeat(random.nextInt(200))).toByteArray();
            all.writeByte(0).writeInt(message.length).writeBytes(message);
        }

        // When
        RequestScanner scanner = new RequestScanner(RequestFields.NONE, MAX);
        int heads = 0;
        int ends = 0;
        while (all.isReadable()) {
            ByteBuf piece = all.readSlice(Math.min(all.readableBytes(), 1 + random.nextInt(40)));
            RequestScanner.Event event;
            while ((event = scanner.scan(piece)) != RequestScanner.Event.MORE) {
                if (event == RequestScanner.Event.HEAD) {
                    assertThat(scanner.sessionId()).isEqualTo("s" + heads);
                    assertThat(scanner.userId()).isEqualTo("u" + heads);
                    heads++;
                } else {
                    ends++;
                }
            }
        }

        // Then
        assertThat(heads).isEqualTo(messages);
        assertThat(ends).isEqualTo(messages);
        assertThat(scanner.betweenMessages()).isTrue();
    }

    @Property
    void shouldStampWhatTheServerWillRead(
            @ForAll @StringLength(min = 1, max = 200) String verified,
            @ForAll @StringLength(max = 36) String session,
            @ForAll @StringLength(max = 100) String user,
            @ForAll boolean withContext,
            @ForAll boolean withUser) {
        // Given
        ExecutePlanRequest.Builder request = request(session, user, "select 1").toBuilder();
        if (!withUser) {
            request.setUserContext(UserContext.newBuilder().setUserName(user));
        }
        if (!withContext) {
            request.clearUserContext();
        }
        byte[] bytes = request.build().toByteArray();
        ByteBuf framed = framed(bytes);
        RequestScanner scanner = new RequestScanner(RequestFields.NONE, MAX);
        while (scanner.scan(framed) != RequestScanner.Event.HEAD) {
            assertThat(framed.isReadable()).isTrue();
        }
        ByteBuf head = framed.duplicate().readerIndex(0);

        // When
        ByteBuf stamped = new UserStamp(verified).stamp(HEAP, head, scanner.layout());

        // Then
        assertThat(stamped.getInt(1)).isEqualTo(stamped.readableBytes() - GrpcFrame.PREFIX);
        byte[] after = new byte[stamped.readableBytes() - GrpcFrame.PREFIX];
        stamped.getBytes(GrpcFrame.PREFIX, after);
        ExecutePlanRequest expected = parse(bytes).toBuilder()
                .setUserContext(parse(bytes).getUserContext().toBuilder()
                        .setUserId(new String(
                                verified.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                java.nio.charset.StandardCharsets.UTF_8)))
                .build();
        assertThat(parse(after)).isEqualTo(expected);
    }

    @Test
    void shouldRefuseASecondSessionId() throws IOException {
        // Given
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(request("00000000-0000-0000-0000-000000000001", "anna", "q").toByteArray());
        twice.write(request("00000000-0000-0000-0000-000000000002", "eve", "q").toByteArray());

        // When / Then
        assertThatThrownBy(() -> scan(twice.toByteArray(), null)).hasMessageContaining("more than one session_id");
    }

    @Test
    void shouldRefuseCompressedAndOversizedMessages() {
        assertThatThrownBy(() -> new RequestScanner(RequestFields.NONE, MAX)
                        .scan(Unpooled.wrappedBuffer(new byte[] {1, 0, 0, 0, 0})))
                .hasMessageContaining("compressed");
        assertThatThrownBy(() -> new RequestScanner(RequestFields.NONE, MAX)
                        .scan(Unpooled.wrappedBuffer(new byte[] {0, 127, 0, 0, 0})))
                .hasMessageContaining("max-message");
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
        SessionKey session = scan(late.toByteArray(), new Random(1));

        // Then
        assertThat(session).isEqualTo(new SessionKey("", "late"));
    }

    @Test
    void shouldReadClientTypeAndOperationInPassing() {
        // Given
        byte[] bytes = request("s", "u", "q").toBuilder()
                .setClientType("_SPARK_CONNECT_GO spark/4.0.0")
                .setOperationId("op")
                .setClientObservedServerSideSessionId("seen")
                .build()
                .toByteArray();
        RequestScanner scanner = new RequestScanner(new RequestFields(4, 6, 8), MAX);

        // When
        ByteBuf framed = framed(bytes);
        while (scanner.scan(framed) != RequestScanner.Event.END) {
            assertThat(scanner.sessionId()).isEqualTo("s");
        }

        // Then
        assertThat(scanner.clientType()).isEqualTo("_SPARK_CONNECT_GO spark/4.0.0");
        assertThat(scanner.operationId()).isEqualTo("op");
        assertThat(scanner.observed()).isTrue();
    }

    /** Scans in pieces of random sizes, or at once; fails where the message does not end with its bytes. */
    private static SessionKey scan(byte[] bytes, @Nullable Random pieces) {
        ByteBuf framed = framed(bytes);
        RequestScanner scanner = new RequestScanner(RequestFields.NONE, MAX);
        while (true) {
            ByteBuf piece = pieces == null
                    ? framed
                    : framed.readSlice(Math.min(framed.readableBytes(), pieces.nextInt(16 + bytes.length / 4)));
            RequestScanner.Event event;
            while ((event = scanner.scan(piece)) != RequestScanner.Event.MORE) {
                if (event == RequestScanner.Event.END) {
                    return new SessionKey(scanner.userId(), scanner.sessionId());
                }
            }
            if (!framed.isReadable()) {
                throw new SparkgateException(dev.sparkgate.error.ErrorCode.REQUEST_INVALID, "message is not complete");
            }
        }
    }

    private static ByteBuf framed(byte[] bytes) {
        return GrpcFrame.of(HEAP, bytes);
    }

    private static SessionKey key(byte[] bytes) {
        ExecutePlanRequest parsed = parse(bytes);
        return new SessionKey(parsed.getUserContext().getUserId(), parsed.getSessionId());
    }

    private static ExecutePlanRequest request(String session, String user, String query) {
        return ExecutePlanRequest.newBuilder()
                .setSessionId(session)
                .setUserContext(UserContext.newBuilder().setUserId(user).setUserName(user))
                .setPlan(Plan.newBuilder()
                        .setRoot(Relation.newBuilder().setSql(SQL.newBuilder().setQuery(query))))
                .build();
    }

    private static ExecutePlanRequest parse(byte[] bytes) {
        try {
            return ExecutePlanRequest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
