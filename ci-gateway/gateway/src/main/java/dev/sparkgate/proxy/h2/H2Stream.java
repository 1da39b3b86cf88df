package dev.sparkgate.proxy.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;

/** One side of an open stream: what can be sent on it. To be used on its connection's event loop only. */
public final class H2Stream {
    /** What each header counts beside its name and value; RFC 9113, 6.5.2. */
    private static final int HEADER_OVERHEAD = 32;

    private final H2Connection connection;
    private final int id;

    H2Stream(H2Connection connection, int id) {
        this.connection = connection;
        this.id = id;
    }

    /** Sends headers. */
    public void headers(Http2Headers headers) {
        connection.writeHeaders(id, headers, false);
    }

    /** Sends data, taking it over. */
    public void data(ByteBuf data, boolean end) {
        connection.writeData(id, data, end);
    }

    /**
     * Sends on what came on another stream, taking it over: when it is on its way, that one may send more.
     *
     * @param bytes how much of the other stream's window it took
     */
    public void data(ByteBuf data, boolean end, H2Stream from, int bytes) {
        connection.writeData(id, data, end).addListener(new Forwarded(from, bytes));
    }

    /** Sends trailers, the last thing on the stream; a request that is still coming is cut then. */
    public void end(Http2Headers trailers) {
        connection.writeHeaders(id, trailers, true).addListener(sent -> {
            if (sent.isSuccess() && connection.stillComing(id)) {
                connection.writeReset(id, Http2Error.NO_ERROR.code());
            }
        });
    }

    /** Breaks the stream off. */
    public void reset(long errorCode) {
        connection.writeReset(id, errorCode);
    }

    /** Gives the other side back as much of its window. */
    public void consumed(int bytes) {
        connection.consume(id, bytes);
    }

    /** Says whether the other side takes headers as large as these. */
    public boolean takes(Http2Headers headers) {
        long size = 0;
        for (Map.Entry<CharSequence, CharSequence> header : headers) {
            size += header.getKey().length() + header.getValue().length() + HEADER_OVERHEAD;
        }
        return size <= connection.maxHeadersTaken();
    }

    /** Returns how to allocate what is sent. */
    public ByteBufAllocator allocator() {
        return connection.allocator();
    }

    private record Forwarded(H2Stream from, int bytes) implements ChannelFutureListener {
        @Override
        public void operationComplete(ChannelFuture future) {
            from.consumed(bytes);
        }
    }
}
