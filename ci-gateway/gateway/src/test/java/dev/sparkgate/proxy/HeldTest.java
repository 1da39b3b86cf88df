package dev.sparkgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeldTest {
    private static final UnpooledByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    @Test
    void shouldKeepFewBuffersWhenManySmallPartsCome() {
        // Given
        Held held = new Held();
        for (int i = 0; i < 200_000; i++) {
            held.add(ALLOCATOR, Unpooled.wrappedBuffer(new byte[1]));
        }

        // When
        int buffers = 0;
        int bytes = 0;
        for (ByteBuf next = held.poll(); next != null; next = held.poll()) {
            buffers++;
            bytes += next.readableBytes();
            next.release();
        }

        // Then
        assertThat(buffers).isLessThan(25);
        assertThat(bytes).isEqualTo(200_000);
    }

    @Test
    void shouldGiveEverythingBackInOrder() {
        // Given
        SplittableRandom random = new SplittableRandom(1);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        Held held = new Held();
        for (int i = 0; i < 500; i++) {
            byte[] part = new byte[random.nextInt(random.nextBoolean() ? 10 : 3_000)];
            random.nextBytes(part);
            expected.writeBytes(part);
            held.add(ALLOCATOR, Unpooled.wrappedBuffer(part));
        }

        // When
        byte[] whole = ByteBufUtil.getBytes(held.whole(ALLOCATOR));

        // Then
        assertThat(whole).isEqualTo(expected.toByteArray());
        held.release();
        assertThat(held.isEmpty()).isTrue();
    }
}
