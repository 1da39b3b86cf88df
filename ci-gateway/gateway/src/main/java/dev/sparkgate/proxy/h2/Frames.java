package dev.sparkgate.proxy.h2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/** Hands what a connection reads to the streams that it belongs to. */
final class Frames extends Http2FrameAdapter {
    private final H2Connection connection;

    Frames(H2Connection connection) {
        this.connection = connection;
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end) {
        connection.headersCame(id, headers, end);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end) {
        connection.headersCame(id, headers, end);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end) {
        StreamListener listener = connection.listener(id);
        if (listener == null) {
            return data.readableBytes() + padding;
        }
        listener.data(data, end);
        return padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long errorCode) {
        StreamListener listener = connection.listener(id);
        if (listener != null) {
            listener.reset(errorCode);
        }
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
        Long max = settings.maxHeaderListSize();
        if (max != null) {
            connection.maxHeadersTaken(max);
        }
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) {
        connection.pinged();
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
        connection.pingAnswered();
    }
}
