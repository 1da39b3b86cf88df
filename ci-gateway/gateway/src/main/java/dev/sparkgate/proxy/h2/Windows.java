package dev.sparkgate.proxy.h2;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/** How much may be under way. All sizes are bytes. */
final class Windows {
    /** What one stream may hold here while its reader does not read. */
    static final int STREAM = 1 << 20;

    /** Refilled as bytes come, whoever reads them: one reader that stands still does not stop the others. */
    static final int CONNECTION = 8 << 20;

    static final int MAX_HEADERS = 64 << 10;
    private static final int CHUNK = 16 << 10;

    private Windows() {}

    static Http2Connection connection(boolean server) {
        DefaultHttp2Connection connection = new DefaultHttp2Connection(server);
        connection
                .local()
                .flowController(new DefaultHttp2LocalFlowController(
                        connection, DefaultHttp2LocalFlowController.DEFAULT_WINDOW_UPDATE_RATIO, true));
        UniformStreamByteDistributor fair = new UniformStreamByteDistributor(connection);
        fair.minAllocationChunk(CHUNK);
        connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, fair));
        return connection;
    }
}
