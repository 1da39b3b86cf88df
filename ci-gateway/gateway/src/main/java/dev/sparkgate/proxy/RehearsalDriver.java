package dev.sparkgate.proxy;

import dev.sparkgate.proxy.h2.H2Stream;
import dev.sparkgate.proxy.h2.StreamListener;
import dev.sparkgate.proxy.wire.GrpcFrame;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import org.apache.spark.connect.proto.ConfigResponse;
import org.apache.spark.connect.proto.KeyValue;

/** Answers every call at once, as a driver does. */
final class RehearsalDriver implements StreamListener {
    private static final byte[] ANSWER = ConfigResponse.newBuilder()
            .setSessionId(Rehearsal.session().sessionId())
            .setServerSideSessionId(Rehearsal.session().sessionId())
            .addPairs(KeyValue.newBuilder().setKey("spark.sql.session.timeZone").setValue("Etc/UTC"))
            .build()
            .toByteArray();

    private final H2Stream stream;

    RehearsalDriver(H2Stream stream) {
        this.stream = stream;
    }

    @Override
    public void headers(Http2Headers headers, boolean end) {}

    @Override
    public void data(ByteBuf data, boolean end) {
        stream.consumed(data.readableBytes());
        if (end) {
            stream.headers(Ending.answerHeaders());
            stream.data(GrpcFrame.of(stream.allocator(), ANSWER), false);
            stream.end(Ending.OK.trailers(true));
        }
    }

    @Override
    public void reset(long errorCode) {}

    @Override
    public void closed() {}
}
