package dev.sparkgate.proxy.h2;

import io.netty.handler.codec.http2.Http2Headers;

/** Takes the streams that a client opens. */
@FunctionalInterface
public interface StreamAcceptor {
    /** Takes a stream; {@code end} says that no data will come. */
    StreamListener accept(H2Stream stream, Http2Headers headers, boolean end);
}
