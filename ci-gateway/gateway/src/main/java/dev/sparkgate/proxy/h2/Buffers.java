package dev.sparkgate.proxy.h2;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;

/** The memory of the network, outside the heap. */
final class Buffers {
    private static final int PAGE = 8 << 10;
    private static final int CHUNK_ORDER = 8;
    private static final int ARENAS = 2;

    /** Chunks of 2 MiB, few arenas: what is not in use is little, and given back. */
    static final ByteBufAllocator ALLOCATOR =
            new PooledByteBufAllocator(true, 0, ARENAS, PAGE, CHUNK_ORDER, 64, 32, true);

    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 << 10, 256 << 10);

    private Buffers() {}

    static RecvByteBufAllocator reads() {
        return new AdaptiveRecvByteBufAllocator(512, 2 << 10, 128 << 10);
    }
}
