package dev.sparkgate.proxy;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;

/** Says which of a driver's headers and trailers a client hears. */
final class ResponseHeaders {
    private static final AsciiString OURS = AsciiString.cached("x-");
    private static final AsciiString GRPC = AsciiString.cached("grpc-");
    private static final List<AsciiString> ESSENTIAL = List.of(
            Http2Headers.PseudoHeaderName.STATUS.value(), Names.CONTENT_TYPE, Names.GRPC_STATUS, Names.GRPC_MESSAGE);

    private static final int LONGEST_VALUE = 4 << 10;
    private static final int USUAL = 8;

    private ResponseHeaders() {}

    /** Returns the headers for a client: gRPC's own, and what a driver's plug-ins say under names of their own. */
    static Http2Headers toClient(Http2Headers headers) {
        Http2Headers passed = new DefaultHttp2Headers(false, USUAL);
        for (Map.Entry<CharSequence, CharSequence> header : headers) {
            CharSequence name = header.getKey();
            if (passes(name)) {
                passed.add(name, header.getValue());
            }
        }
        return passed;
    }

    /** Returns trailers that are too large for the client without what it can do without: the status says most. */
    static Http2Headers shortened(Http2Headers trailers) {
        Http2Headers status = new DefaultHttp2Headers(false, USUAL);
        for (AsciiString name : ESSENTIAL) {
            CharSequence value = trailers.get(name);
            if (value != null) {
                status.set(name, value.subSequence(0, Math.min(LONGEST_VALUE, value.length())));
            }
        }
        return status;
    }

    private static boolean passes(CharSequence name) {
        if (begins(name, GRPC)) {
            // Compression is agreed on for one connection only.
            return !Names.GRPC_ENCODING.contentEquals(name) && !Names.GRPC_ACCEPT_ENCODING.contentEquals(name);
        }
        return Http2Headers.PseudoHeaderName.STATUS.value().contentEquals(name)
                || Names.CONTENT_TYPE.contentEquals(name)
                || begins(name, OURS);
    }

    private static boolean begins(CharSequence name, AsciiString with) {
        return AsciiString.regionMatches(name, false, 0, with, 0, with.length());
    }
}
