package dev.sparkgate.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What came of a request and cannot go on yet. Many small parts are gathered: a buffer of its own costs more than a byte. */
final class Held {
    private static final int FEW = 16;
    private static final int SMALL = 1 << 10;
    private static final int GATHERED = 64 << 10;

    private final Deque<ByteBuf> parts = new ArrayDeque<>();
    /** The last part, where it still has room. */
    private @Nullable ByteBuf gathering;

    /** Adds a part, taking it over. */
    void add(ByteBufAllocator allocator, ByteBuf part) {
        int bytes = part.readableBytes();
        if (bytes == 0) {
            part.release();
        } else if (parts.size() < FEW || bytes > SMALL) {
            parts.add(part);
            gathering = null;
        } else {
            room(allocator, bytes).writeBytes(part);
            part.release();
        }
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Returns the first part; stays as it is. */
    @Nullable
    ByteBuf peek() {
        return parts.peek();
    }

    /** Takes the first part out, for the caller to release. */
    @Nullable
    ByteBuf poll() {
        gathering = null;
        return parts.poll();
    }

    /** Returns all of it in one; stays as it is. There must be some. */
    ByteBuf whole(ByteBufAllocator allocator) {
        if (parts.size() > 1) {
            CompositeByteBuf all = allocator.compositeBuffer(parts.size());
            parts.forEach(part -> all.addComponent(true, part));
            parts.clear();
            parts.add(all);
            gathering = null;
        }
        return requireNonNull(parts.peek(), "request");
    }

    void release() {
        parts.forEach(ByteBuf::release);
        parts.clear();
        gathering = null;
    }

    private ByteBuf room(ByteBufAllocator allocator, int bytes) {
        ByteBuf last = gathering;
        if (last != null && last.writableBytes() >= bytes) {
            return last;
        }
        ByteBuf fresh = allocator.buffer(GATHERED);
        parts.add(fresh);
        gathering = fresh;
        return fresh;
    }
}
