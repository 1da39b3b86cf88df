package dev.sparkgate.proxy;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keeps the beginning of a request, as it came, for whoever wants to know later what was asked. */
final class RequestPrefix {
    private static final int KEPT = 64 << 10;

    private byte @Nullable [] bytes;

    /** Takes what came; the buffer's indices stay as they are. */
    void add(ByteBuf data) {
        int had = bytes == null ? 0 : bytes.length;
        int more = Math.min(KEPT - had, data.readableBytes());
        if (more <= 0) {
            return;
        }
        byte[] grown = bytes == null ? new byte[more] : Arrays.copyOf(bytes, had + more);
        data.getBytes(data.readerIndex(), grown, had, more);
        bytes = grown;
    }

    /** Returns its bytes; null when there are none. */
    byte @Nullable [] bytes() {
        return bytes;
    }
}
