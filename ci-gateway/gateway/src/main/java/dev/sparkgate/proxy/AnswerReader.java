package dev.sparkgate.proxy;

import dev.sparkgate.proxy.wire.GrpcFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Puts a driver's message together where it has to be looked at before it goes on. */
final class AnswerReader {
    private @Nullable ByteBuf collected;
    /** Whether it may be written to: the first part is the network's. */
    private boolean owned;

    /** Adds bytes; {@code data} stays its owner's. */
    void add(ByteBufAllocator allocator, ByteBuf data) {
        if (!data.isReadable()) {
            return;
        }
        if (collected == null) {
            collected = data.retainedSlice();
            return;
        }
        if (!owned) {
            ByteBuf own = allocator.buffer(collected.readableBytes() + data.readableBytes());
            own.writeBytes(collected, collected.readerIndex(), collected.readableBytes());
            collected.release();
            collected = own;
            owned = true;
        }
        collected.writeBytes(data, data.readerIndex(), data.readableBytes());
    }

    /** Returns the message once it is complete, its gRPC prefix before it, for the caller to release; else null. */
    @Nullable
    ByteBuf takeWhole() {
        ByteBuf bytes = collected;
        if (bytes == null || bytes.readableBytes() < GrpcFrame.PREFIX) {
            return null;
        }
        long length = bytes.getUnsignedInt(bytes.readerIndex() + 1);
        if (bytes.readableBytes() < GrpcFrame.PREFIX + length) {
            return null;
        }
        collected = null;
        return bytes;
    }

    void release() {
        if (collected != null) {
            collected.release();
            collected = null;
        }
    }
}
