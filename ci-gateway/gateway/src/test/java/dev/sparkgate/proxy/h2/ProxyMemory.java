package dev.sparkgate.proxy.h2;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import java.util.concurrent.TimeUnit;

/** Looks at the memory of the proxy's network side; clients and drivers of tests use another allocator. */
public final class ProxyMemory {
    private ProxyMemory() {}

    /** Returns how many bytes outside the heap buffers hold. */
    public static long pinned() {
        return allocator().pinnedDirectMemory();
    }

    /** Returns how many bytes outside the heap the allocator has taken. */
    public static long taken() {
        PooledByteBufAllocatorMetric metric = allocator().metric();
        return metric.usedDirectMemory();
    }

    /** Returns the heap in use after a collection, and what the allocator has taken. */
    public static long heapAndTaken() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least + taken();
    }

    /** Returns bytes as MiB, for messages. */
    public static String mebibytes(long bytes) {
        return "%.1f MiB".formatted(bytes / (double) (1 << 20));
    }

    /** Returns nanoseconds as milliseconds, for messages. */
    public static String millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos) / 1000.0 + " ms";
    }

    private static PooledByteBufAllocator allocator() {
        return (PooledByteBufAllocator) Buffers.ALLOCATOR;
    }
}
