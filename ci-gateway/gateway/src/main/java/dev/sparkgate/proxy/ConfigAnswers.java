package dev.sparkgate.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.InputStream;
import org.apache.spark.connect.proto.ConfigResponse;
import org.apache.spark.connect.proto.KeyValue;

/**
 * Takes the driver's private token out of Config answers: Spark gives it to anybody who asks for {@code
 * spark.connect.authenticate.token} (SPARK-58658). It is found by its value, so that prefixes and copies do not help.
 */
final class ConfigAnswers {
    private ConfigAnswers() {}

    static InputStream withoutToken(InputStream message, String token) {
        byte[] bytes = Message.readAll(message);
        if (token.isEmpty() || !contains(bytes, token.getBytes(UTF_8))) {
            return Message.of(bytes);
        }
        try {
            ConfigResponse.Builder answer = ConfigResponse.parseFrom(bytes).toBuilder();
            for (int i = answer.getPairsCount() - 1; i >= 0; i--) {
                KeyValue pair = answer.getPairs(i);
                if (pair.getValue().contains(token)) {
                    answer.setPairs(i, pair.toBuilder().clearValue());
                }
            }
            for (int i = 0; i < answer.getWarningsCount(); i++) {
                answer.setWarnings(i, answer.getWarnings(i).replace(token, "***"));
            }
            return Message.of(answer.build().toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a driver's Config answer with its token in it cannot be read", e);
        }
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        for (int start = 0; start <= bytes.length - wanted.length; start++) {
            int i = 0;
            while (i < wanted.length && bytes[start + i] == wanted[i]) {
                i++;
            }
            if (i == wanted.length) {
                return true;
            }
        }
        return false;
    }
}
