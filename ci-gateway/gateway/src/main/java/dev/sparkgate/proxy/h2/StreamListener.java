package dev.sparkgate.proxy.h2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;

/** Hears what comes on one HTTP/2 stream; on the connection's event loop. */
public interface StreamListener {
    /**
     * Hears of headers or trailers after those that opened the stream.
     *
     * @param end whether nothing follows
     */
    void headers(Http2Headers headers, boolean end);

    /**
     * Hears of data. Its bytes count against the stream's window until {@link H2Stream#consumed} is told of them.
     *
     * @param data valid during the call only, unless retained
     * @param end whether nothing follows
     */
    void data(ByteBuf data, boolean end);

    /**
     * Hears that the other side broke the stream off.
     *
     * @param errorCode of HTTP/2
     */
    void reset(long errorCode);

    /** Hears that the other side takes less metadata than the stream was to begin with; nothing of it was sent. */
    default void tooMuchMetadata() {}

    /** Hears that the stream is no more, for whatever reason; comes last, also after a good end. */
    void closed();
}
