package dev.sparkgate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A driver whose ExecutePlan brings a large result, as fast as it is taken; all else is echoed. */
final class Zeros implements RecordingDriver.Play {
    private static final int MESSAGE = 1 << 20;
    private static final ByteBuf BYTES = Unpooled.unreleasableBuffer(
            Unpooled.wrappedBuffer(RawClient.framed(new byte[MESSAGE - 5])).asReadOnly());
    private static final int PIECE = 64 << 10;

    /** How many bytes the driver got rid of, by call. */
    final Map<DriverCall, AtomicLong> sent = new ConcurrentHashMap<>();

    private final long size;

    /** Answers with {@code size} bytes, a multiple of a MiB. */
    Zeros(long size) {
        this.size = size;
    }

    long total() {
        return sent.values().stream().mapToLong(AtomicLong::get).sum();
    }

    @Override
    public void complete(DriverCall call) {
        if (call.path().endsWith("/ExecutePlan")) {
            sent.put(call, new AtomicLong());
            writable(call);
        } else {
            RecordingDriver.ECHO.complete(call);
        }
    }

    @Override
    public void writable(DriverCall call) {
        AtomicLong count = sent.get(call);
        if (count == null) {
            return;
        }
        while (call.writable() && count.get() < size) {
            call.data(BYTES.slice((int) (count.get() % MESSAGE), PIECE));
            if (count.addAndGet(PIECE) == size) {
                call.trailers(0);
            }
        }
    }
}
