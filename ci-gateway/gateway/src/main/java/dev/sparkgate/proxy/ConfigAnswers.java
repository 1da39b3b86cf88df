package dev.sparkgate.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sparkgate.proxy.wire.GrpcFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.apache.spark.connect.proto.ConfigResponse;
import org.apache.spark.connect.proto.KeyValue;

/**
 * Takes the driver's private token out of Config answers: Spark gives it to anybody who asks for {@code
 * spark.connect.authenticate.token} (SPARK-58658). It is found by its value, so that prefixes and copies do not help.
 */
final class ConfigAnswers {
    private ConfigAnswers() {}

    /** Returns a complete answer, its gRPC prefix before it, without the token; takes {@code framed} over. */
    static ByteBuf withoutToken(ByteBufAllocator allocator, ByteBuf framed, String token) {
        if (token.isEmpty() || !contains(framed, token)) {
            return framed;
        }
        try {
            byte[] bytes = new byte[framed.readableBytes() - GrpcFrame.PREFIX];
            framed.getBytes(framed.readerIndex() + GrpcFrame.PREFIX, bytes);
            return GrpcFrame.of(
                    allocator, clean(ConfigResponse.parseFrom(bytes), token).toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a driver's Config answer with its token in it cannot be read", e);
        } finally {
            framed.release();
        }
    }

    private static ConfigResponse clean(ConfigResponse response, String token) {
        ConfigResponse.Builder answer = response.toBuilder();
        for (int i = answer.getPairsCount() - 1; i >= 0; i--) {
            KeyValue pair = answer.getPairs(i);
            if (pair.getValue().contains(token)) {
                answer.setPairs(i, pair.toBuilder().clearValue());
            }
        }
        for (int i = 0; i < answer.getWarningsCount(); i++) {
            answer.setWarnings(i, answer.getWarnings(i).replace(token, "***"));
        }
        return answer.build();
    }

    private static boolean contains(ByteBuf bytes, String token) {
        return ByteBufUtil.indexOf(Unpooled.wrappedBuffer(token.getBytes(UTF_8)), bytes) >= 0;
    }
}
