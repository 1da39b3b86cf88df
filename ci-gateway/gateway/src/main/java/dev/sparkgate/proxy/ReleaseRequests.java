package dev.sparkgate.proxy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sparkgate.proxy.wire.GrpcFrame;
import io.netty.buffer.ByteBuf;
import org.apache.spark.connect.proto.ReleaseSessionRequest;

/** Reads what ReleaseSession asks for. */
final class ReleaseRequests {
    private ReleaseRequests() {}

    /** Says whether the client wants to be able to open the session again. */
    static boolean mayComeBack(ByteBuf framed) {
        byte[] bytes = new byte[framed.readableBytes() - GrpcFrame.PREFIX];
        framed.getBytes(framed.readerIndex() + GrpcFrame.PREFIX, bytes);
        try {
            return ReleaseSessionRequest.parseFrom(bytes).getAllowReconnect();
        } catch (InvalidProtocolBufferException e) {
            return false; // the driver says what is wrong with it
        }
    }
}
