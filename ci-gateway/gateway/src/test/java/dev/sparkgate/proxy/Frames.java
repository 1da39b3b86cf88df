package dev.sparkgate.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/** Writes HTTP/2 frames one by one, valid or not. */
final class Frames {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    static final int INITIAL_WINDOW = 4;
    private static final int LARGEST_FRAME = 16 << 10;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final ByteBuf out = Unpooled.buffer(4 << 10);
    private final DefaultHttp2HeadersEncoder hpack = new DefaultHttp2HeadersEncoder((name, value) -> false, true);
    private int count;

    /** Writes what an HTTP/2 connection begins with, with windows that are never in the way. */
    Frames begin() {
        return preface().settings(INITIAL_WINDOW, 1 << 30).windowUpdate(0, 1 << 30);
    }

    Frames preface() {
        out.writeBytes(PREFACE.getBytes(US_ASCII));
        return this;
    }

    Frames raw(byte[] bytes) {
        out.writeBytes(bytes);
        count++;
        return this;
    }

    Frames frame(int type, int flags, int stream, byte[] payload) {
        return frame(type, flags, stream, Unpooled.wrappedBuffer(payload));
    }

    Frames frame(int type, int flags, int stream, ByteBuf payload) {
        out.writeMedium(payload.readableBytes())
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream);
        out.writeBytes(payload);
        count++;
        return this;
    }

    Frames settings(int id, long value) {
        return frame(SETTINGS, 0, 0, Unpooled.buffer(6).writeShort(id).writeInt((int) value));
    }

    Frames ping(long content) {
        return frame(PING, 0, 0, Unpooled.buffer(8).writeLong(content));
    }

    Frames windowUpdate(int stream, int more) {
        return frame(WINDOW_UPDATE, 0, stream, Unpooled.buffer(4).writeInt(more));
    }

    Frames reset(int stream, int code) {
        return frame(RST_STREAM, 0, stream, Unpooled.buffer(4).writeInt(code));
    }

    Frames data(int stream, byte[] bytes, boolean end) {
        return frame(DATA, end ? END_STREAM : 0, stream, bytes);
    }

    /** Writes headers, in as many frames as they need; several blocks come one after the other in one list. */
    Frames headers(int stream, boolean end, Http2Headers... blocks) {
        ByteBuf block = Unpooled.buffer();
        try {
            for (Http2Headers headers : blocks) {
                hpack.encodeHeaders(stream, headers, block);
            }
        } catch (Http2Exception e) {
            throw new IllegalArgumentException(e);
        }
        boolean first = true;
        do {
            ByteBuf part = block.readSlice(Math.min(LARGEST_FRAME, block.readableBytes()));
            int flags = (first && end ? END_STREAM : 0) | (block.isReadable() ? 0 : END_HEADERS);
            frame(first ? HEADERS : CONTINUATION, flags, stream, part);
            first = false;
        } while (block.isReadable());
        return this;
    }

    ByteBuf bytes() {
        return out;
    }

    /** Returns how many frames were written; raw bytes count as one. */
    int count() {
        return count;
    }
}
