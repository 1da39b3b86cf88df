package dev.sparkgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import org.apache.spark.connect.proto.ConfigResponse;
import org.apache.spark.connect.proto.KeyValue;
import org.junit.jupiter.api.Test;

class ConfigAnswersTest {
    @Test
    void shouldTakeTheTokenOutWhateverItsKeyIsCalled() throws InvalidProtocolBufferException {
        // Given
        ConfigResponse answer = ConfigResponse.newBuilder()
                .addPairs(KeyValue.newBuilder().setKey("a").setValue("1"))
                .addPairs(KeyValue.newBuilder().setKey("token").setValue("s3cret"))
                .addPairs(KeyValue.newBuilder().setKey("copy").setValue("x s3cret y"))
                .build();

        // When
        byte[] clean = Message.readAll(ConfigAnswers.withoutToken(Message.of(answer.toByteArray()), "s3cret"));

        // Then
        ConfigResponse seen = ConfigResponse.parseFrom(clean);
        assertThat(seen.toString()).doesNotContain("s3cret");
        assertThat(seen.getPairsCount()).isEqualTo(3);
        assertThat(seen.getPairs(0).getValue()).isEqualTo("1");
    }

    @Test
    void shouldPassOtherAnswersUntouched() {
        // Given
        byte[] bytes = {1, 2, 3, 4};

        // When
        byte[] passed = Message.readAll(ConfigAnswers.withoutToken(Message.of(bytes), "s3cret"));

        // Then
        assertThat(passed).isEqualTo(bytes);
    }
}
