package dev.sparkgate.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The five bytes before each gRPC message: a flag, 1 = compressed, and the length of what follows. */
public final class GrpcFrame {
    /** Length of the prefix in bytes. */
    public static final int PREFIX = 5;

    private GrpcFrame() {}

    /** Returns the bytes with an uncompressed message's prefix before them. */
    public static ByteBuf of(ByteBufAllocator allocator, byte[] message) {
        return allocator
                .buffer(PREFIX + message.length)
                .writeByte(0)
                .writeInt(message.length)
                .writeBytes(message);
    }
}
