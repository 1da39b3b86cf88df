package dev.sparkgate.proxy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sparkgate.proxy.wire.GrpcFrame;
import io.netty.buffer.ByteBuf;
import org.apache.spark.connect.proto.CloneSessionResponse;

/** Reads the answer to CloneSession. */
final class CloneAnswer {
    private CloneAnswer() {}

    /** Returns the id of the session that was made. */
    static String newSessionId(ByteBuf framed) {
        byte[] bytes = new byte[framed.readableBytes() - GrpcFrame.PREFIX];
        framed.getBytes(framed.readerIndex() + GrpcFrame.PREFIX, bytes);
        try {
            return CloneSessionResponse.parseFrom(bytes).getNewSessionId();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a driver's CloneSession answer cannot be read", e);
        }
    }
}
