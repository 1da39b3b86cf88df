package dev.sparkgate.proxy;

import dev.sparkgate.driver.Address;
import dev.sparkgate.proxy.h2.ClientConnections;
import dev.sparkgate.proxy.h2.H2Stream;
import dev.sparkgate.proxy.h2.Loop;
import dev.sparkgate.proxy.h2.StreamListener;
import dev.sparkgate.proxy.wire.GrpcFrame;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.UserContext;
import org.jspecify.annotations.Nullable;

/** Makes calls one after the other: mostly short questions, as clients do. */
final class RehearsalClient implements StreamListener {
    private static final AsciiString CONFIG = AsciiString.of("/spark.connect.SparkConnectService/Config");
    private static final AsciiString EXECUTE = AsciiString.of("/spark.connect.SparkConnectService/ExecutePlan");
    private static final int QUERY_EVERY = 8;

    private final Loop loop;
    private final Address proxy;
    private final CompletableFuture<Void> over;
    private final int left;
    private @Nullable H2Stream stream;

    private RehearsalClient(Loop loop, Address proxy, CompletableFuture<Void> over, int left) {
        this.loop = loop;
        this.proxy = proxy;
        this.over = over;
        this.left = left;
    }

    static CompletableFuture<Void> play(ClientConnections connections, Address proxy, int calls) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Loop loop = connections.anyLoop();
        loop.execute(() -> next(loop, proxy, over, calls));
        return over;
    }

    private static void next(Loop loop, Address proxy, CompletableFuture<Void> over, int left) {
        if (left == 0) {
            over.complete(null);
            return;
        }
        RehearsalClient call = new RehearsalClient(loop, proxy, over, left);
        boolean query = left % QUERY_EVERY == 0;
        Http2Headers headers = new DefaultHttp2Headers(false)
                .method(Names.POST)
                .scheme(Names.HTTP)
                .path(query ? EXECUTE : CONFIG)
                .authority(proxy.toString())
                .set(Names.CONTENT_TYPE, Names.GRPC)
                .set(Names.TE, Names.TRAILERS)
                .set("x-sparkgate-lease", "rehearsal");
        loop.driver(Rehearsal.address(proxy)).open(headers, call, stream -> {
            call.stream = stream;
            stream.data(GrpcFrame.of(stream.allocator(), query ? query() : question()), true);
        });
    }

    @Override
    public void headers(Http2Headers headers, boolean end) {}

    @Override
    public void data(ByteBuf data, boolean end) {
        if (stream != null) {
            stream.consumed(data.readableBytes());
        }
    }

    @Override
    public void reset(long errorCode) {}

    @Override
    public void closed() {
        if (stream == null) {
            over.completeExceptionally(new IllegalStateException("connection to " + proxy + " broke"));
            return;
        }
        next(loop, proxy, over, left - 1);
    }

    private static byte[] question() {
        return ConfigRequest.newBuilder()
                .setSessionId(Rehearsal.session().sessionId())
                .setUserContext(user())
                .setOperation(ConfigRequest.Operation.newBuilder()
                        .setGet(ConfigRequest.Get.newBuilder().addKeys("spark.sql.session.timeZone")))
                .setClientType("rehearsal")
                .build()
                .toByteArray();
    }

    private static byte[] query() {
        return ExecutePlanRequest.newBuilder()
                .setSessionId(Rehearsal.session().sessionId())
                .setUserContext(user())
                .setClientType("rehearsal")
                .setOperationId(Rehearsal.session().sessionId())
                .build()
                .toByteArray();
    }

    private static UserContext user() {
        return UserContext.newBuilder().setUserId(Rehearsal.session().userId()).build();
    }
}
