package dev.sparkgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sparkgate.proxy.wire.GrpcFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.apache.spark.connect.proto.ConfigResponse;
import org.apache.spark.connect.proto.KeyValue;
import org.junit.jupiter.api.Test;

class ConfigAnswersTest {
    private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    @Test
    void shouldTakeTheTokenOutWhateverItsKeyIsCalled() throws InvalidProtocolBufferException {
        // Given
        ConfigResponse answer = ConfigResponse.newBuilder()
                .addPairs(KeyValue.newBuilder().setKey("a").setValue("1"))
                .addPairs(KeyValue.newBuilder().setKey("token").setValue("s3cret"))
                .addPairs(KeyValue.newBuilder().setKey("copy").setValue("x s3cret y"))
                .build();

        // When
        ByteBuf clean = ConfigAnswers.withoutToken(ALLOCATOR, GrpcFrame.of(ALLOCATOR, answer.toByteArray()), "s3cret");

        // Then
        ConfigResponse seen = ConfigResponse.parseFrom(message(clean));
        assertThat(seen.toString()).doesNotContain("s3cret");
        assertThat(seen.getPairsCount()).isEqualTo(3);
        assertThat(seen.getPairs(0).getValue()).isEqualTo("1");
        assertThat(clean.getInt(1)).isEqualTo(clean.readableBytes() - GrpcFrame.PREFIX);
    }

    @Test
    void shouldPassOtherAnswersUntouched() {
        // Given
        ByteBuf framed = GrpcFrame.of(ALLOCATOR, new byte[] {1, 2, 3, 4});

        // When / Then
        assertThat(ConfigAnswers.withoutToken(ALLOCATOR, framed, "s3cret")).isSameAs(framed);
    }

    private static byte[] message(ByteBuf framed) {
        byte[] bytes = new byte[framed.readableBytes() - GrpcFrame.PREFIX];
        framed.getBytes(GrpcFrame.PREFIX, bytes);
        return bytes;
    }
}
