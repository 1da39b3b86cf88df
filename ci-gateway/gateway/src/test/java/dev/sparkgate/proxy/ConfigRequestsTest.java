package dev.sparkgate.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.sparkgate.proxy.wire.GrpcFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import java.util.Map;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.KeyValue;
import org.apache.spark.connect.proto.UserContext;
import org.junit.jupiter.api.Test;

class ConfigRequestsTest {
    private static final RequestHeaders HEADERS = new RequestHeaders(Map.of("team", "x-doordash-team"));

    @Test
    void shouldTakeTheConnectionStringOut() throws InvalidProtocolBufferException {
        // Given
        ByteBuf request = set("spark.remote", "sc://h/;x-sparkgate-lease=secret", "spark.sql.ansi.enabled", "true");

        // When
        ConfigRequests.Settings settings = requireNonNull(ConfigRequests.read(request, HEADERS));

        // Then
        ConfigRequest passed = ConfigRequest.parseFrom(requireNonNull(settings.message()));
        assertThat(passed.toString()).doesNotContain("secret").contains("spark.sql.ansi.enabled");
        assertThat(passed.getSessionId()).isEqualTo("s");
    }

    @Test
    void shouldReadRoutingUnderItsLongAndShortName() {
        // Given
        ByteBuf request =
                set("spark.connect.grpc.header.X-Sparkgate-Environment", "test", "x-doordash-team", "search", "a", "b");

        // When
        ConfigRequests.Settings settings = requireNonNull(ConfigRequests.read(request, HEADERS));

        // Then
        assertThat(settings.message()).isNull();
        assertThat(settings.routing())
                .containsOnly(Map.entry("x-sparkgate-environment", "test"), Map.entry("x-doordash-team", "search"));
        assertThat(HEADERS.caller(settings.routing()).team()).isEqualTo("search");
        assertThat(settings.pairs()).hasSize(3);
    }

    @Test
    void shouldLeaveQuestionsAlone() {
        // Given
        ConfigRequest request = ConfigRequest.newBuilder()
                .setSessionId("s")
                .setUserContext(UserContext.newBuilder().setUserId("u"))
                .setOperation(ConfigRequest.Operation.newBuilder()
                        .setGet(ConfigRequest.Get.newBuilder().addKeys("spark.remote")))
                .build();

        // When / Then
        assertThat(ConfigRequests.read(framed(request), HEADERS)).isNull();
    }

    @Test
    void shouldFindWhatIsSetWhenAnEarlierFieldOnlyAsks() {
        // Given: the later operation counts
        ConfigRequest question = ConfigRequest.newBuilder()
                .setSessionId("s")
                .setOperation(ConfigRequest.Operation.newBuilder()
                        .setGet(ConfigRequest.Get.newBuilder().addKeys("a")))
                .build();
        ConfigRequest.Operation set = ConfigRequest.Operation.newBuilder()
                .setSet(ConfigRequest.Set.newBuilder()
                        .addPairs(KeyValue.newBuilder().setKey("spark.remote").setValue("sc://h/;x=secret")))
                .build();
        byte[] secondOperation = question.toByteString()
                .concat(ConfigRequest.newBuilder().setOperation(set).build().toByteString())
                .toByteArray();
        byte[] secondField = ConfigRequest.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                3,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(question.getOperation()
                                                .toByteString()
                                                .concat(set.toByteString()))
                                        .build())
                        .build())
                .build()
                .toByteArray();

        for (byte[] message : List.of(secondOperation, secondField)) {
            // When
            ConfigRequests.Settings settings = requireNonNull(
                    ConfigRequests.read(GrpcFrame.of(UnpooledByteBufAllocator.DEFAULT, message), HEADERS));

            // Then
            assertThat(new String(requireNonNull(settings.message()), UTF_8)).doesNotContain("secret");
        }
    }

    private static ByteBuf set(String... pairs) {
        ConfigRequest.Set.Builder set = ConfigRequest.Set.newBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            set.addPairs(KeyValue.newBuilder().setKey(pairs[i]).setValue(pairs[i + 1]));
        }
        return framed(ConfigRequest.newBuilder()
                .setSessionId("s")
                .setUserContext(UserContext.newBuilder().setUserId("u"))
                .setOperation(ConfigRequest.Operation.newBuilder().setSet(set))
                .build());
    }

    private static ByteBuf framed(ConfigRequest request) {
        return GrpcFrame.of(UnpooledByteBufAllocator.DEFAULT, request.toByteArray());
    }
}
