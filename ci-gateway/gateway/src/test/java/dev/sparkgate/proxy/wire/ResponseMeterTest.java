package dev.sparkgate.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.spark.connect.proto.ExecutePlanResponse;

class ResponseMeterTest {
    @Property
    void shouldCountTheRowsOfAllBatchesHoweverTheyAreCut(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        ByteBuf all = Unpooled.buffer();
        long expected = 0;
        for (int i = 0; i < 4; i++) {
            ExecutePlanResponse.Builder answer =
                    ExecutePlanResponse.newBuilder().setSessionId("00000000-0000-0000-0000-000000000000");
            if (random.nextBoolean()) {
                long rows = random.nextInt(1_000_000);
                expected += rows;
                answer.setArrowBatch(ExecutePlanResponse.ArrowBatch.newBuilder()
                        .setRowCount(rows)
                        .setData(ByteString.copyFrom(new byte[random.nextInt(500)])));
            } else {
                answer.setResultComplete(ExecutePlanResponse.ResultComplete.getDefaultInstance());
            }
            byte[] message = answer.build().toByteArray();
            all.writeByte(0).writeInt(message.length).writeBytes(message);
        }
        int size = all.readableBytes();

        // When
        ResponseMeter meter = new ResponseMeter();
        while (all.isReadable()) {
            meter.passed(all.readSlice(Math.min(all.readableBytes(), 1 + random.nextInt(60))));
        }

        // Then
        assertThat(meter.rows()).isEqualTo(expected);
        assertThat(meter.bytes()).isEqualTo(size);
    }

    @Property
    void shouldTakeAnyBytes(@ForAll byte[] noise) {
        ResponseMeter meter = new ResponseMeter();
        meter.passed(Unpooled.wrappedBuffer(noise));
        assertThat(meter.bytes()).isEqualTo(noise.length);
    }
}
