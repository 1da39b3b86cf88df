package dev.sparkgate.proxy;

import io.netty.util.AsciiString;

/** Names of HTTP/2 headers that gRPC and tracing use. */
final class Names {
    static final AsciiString AUTHORIZATION = AsciiString.cached("authorization");
    static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
    static final AsciiString GRPC = AsciiString.cached("application/grpc");
    static final AsciiString GRPC_ENCODING = AsciiString.cached("grpc-encoding");
    static final AsciiString GRPC_ACCEPT_ENCODING = AsciiString.cached("grpc-accept-encoding");
    static final AsciiString GRPC_MESSAGE = AsciiString.cached("grpc-message");
    static final AsciiString GRPC_STATUS = AsciiString.cached("grpc-status");
    static final AsciiString GRPC_STATUS_DETAILS = AsciiString.cached("grpc-status-details-bin");
    static final AsciiString GRPC_TIMEOUT = AsciiString.cached("grpc-timeout");
    static final AsciiString HTTP = AsciiString.cached("http");
    static final AsciiString IDENTITY = AsciiString.cached("identity");
    static final AsciiString OK = AsciiString.cached("200");
    static final AsciiString POST = AsciiString.cached("POST");
    static final AsciiString TE = AsciiString.cached("te");
    static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
    static final AsciiString TRACESTATE = AsciiString.cached("tracestate");
    static final AsciiString TRAILERS = AsciiString.cached("trailers");

    private Names() {}
}
