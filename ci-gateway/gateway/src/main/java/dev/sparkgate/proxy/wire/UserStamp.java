package dev.sparkgate.proxy.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Writes a verified user's id into requests in place of what the client said. */
public final class UserStamp {
    private static final int CONTEXT_TAG = 2 << 3 | 2;
    private static final int USER_TAG = 1 << 3 | 2;

    private final byte[] user;

    /** Stamps with {@code userId}. */
    public UserStamp(String userId) {
        this.user = userId.getBytes(UTF_8);
    }

    /**
     * Returns the head of a message with the user's id in it, as a new buffer; all other bytes stay as they are.
     *
     * @param head the message from its gRPC prefix to at least {@code layout.end()}; is left as it is
     */
    public ByteBuf stamp(ByteBufAllocator allocator, ByteBuf head, HeadLayout layout) {
        boolean hasContext = layout.contextAt() >= 0;
        long contextAt = hasContext ? layout.contextAt() : layout.sessionEnd();
        long body = hasContext ? layout.contextBody() : contextAt;
        long contextEnd = hasContext ? layout.contextEnd() : contextAt;
        boolean hasUser = layout.userAt() >= 0;
        long userAt = hasUser ? layout.userAt() : body;
        long userEnd = hasUser ? layout.userEnd() : body;

        int userField = 1 + sizeOf(user.length) + user.length;
        long context = userAt - body + userField + (contextEnd - userEnd);
        long growth = 1 + sizeOf(context) + context - (contextEnd - contextAt);

        int start = head.readerIndex() + GrpcFrame.PREFIX;
        ByteBuf out = allocator.buffer((int) (head.readableBytes() + growth));
        out.writeByte(0).writeInt((int) (layout.length() + growth));
        out.writeBytes(head, start, (int) contextAt);
        out.writeByte(CONTEXT_TAG);
        varint(out, context);
        out.writeBytes(head, start + (int) body, (int) (userAt - body));
        out.writeByte(USER_TAG);
        varint(out, user.length);
        out.writeBytes(user);
        out.writeBytes(head, start + (int) userEnd, (int) (contextEnd - userEnd));
        int rest = start + (int) contextEnd;
        return out.writeBytes(head, rest, head.writerIndex() - rest);
    }

    private static int sizeOf(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    private static void varint(ByteBuf out, long value) {
        long left = value;
        while (left > 0x7f) {
            out.writeByte((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.writeByte((int) left);
    }
}
