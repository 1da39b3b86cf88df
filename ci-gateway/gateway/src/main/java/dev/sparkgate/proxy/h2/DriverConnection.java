package dev.sparkgate.proxy.h2;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One loop's connection to a driver. */
public final class DriverConnection extends H2Connection {
    private static final Logger log = LoggerFactory.getLogger(DriverConnection.class);
    /** Fewer frames for the same bytes; larger ones would be put together from many reads. */
    private static final int MAX_FRAME = 64 << 10;

    private static final AsciiString AUTHORIZATION = AsciiString.cached("authorization");

    private final Deque<Opening> waiting = new ArrayDeque<>();
    private final Loop loop;
    private final Supplier<CompletableFuture<Boolean>> fence;
    private boolean active;
    private boolean over;

    private DriverConnection(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            Loop loop,
            Supplier<CompletableFuture<Boolean>> fence) {
        super(decoder, encoder, settings, loop.writes());
        this.loop = loop;
        this.fence = fence;
        connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onGoAwayReceived(int lastStreamId, long errorCode, io.netty.buffer.ByteBuf debug) {
                over = true;
                log.atDebug()
                        .addKeyValue("error", errorCode)
                        .addKeyValue("says", debug.toString(UTF_8))
                        .log("driver wants no more calls on a connection");
                closeWhenEmpty();
            }
        });
    }

    /** A stream that waits for the connection to stand. */
    private record Opening(Http2Headers headers, StreamListener listener, Consumer<H2Stream> opened) {}

    static DriverConnection make(Loop loop, DriverAddress driver) {
        return new Builder(loop, driver.fence()).build();
    }

    /** Opens a stream as soon as the connection stands; the listener hears {@code closed} where that fails. */
    public void open(Http2Headers headers, StreamListener listener, Consumer<H2Stream> opened) {
        Opening opening = new Opening(headers, listener, opened);
        if (active) {
            start(opening);
        } else if (over) {
            listener.closed();
        } else {
            waiting.add(opening);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        super.channelActive(ctx);
        fence.get()
                .whenComplete((same, failure) -> loop.execute(() -> {
                    if (failure == null && Boolean.TRUE.equals(same)) {
                        stands();
                    } else {
                        failed();
                        ctx.close();
                    }
                }));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        failed();
        super.channelInactive(ctx);
    }

    @Override
    void headersCame(int id, Http2Headers headers, boolean end) {
        StreamListener listener = listener(id);
        if (listener != null) {
            listener.headers(headers, end);
        }
    }

    @Override
    void streamClosed() {
        if (over) {
            closeWhenEmpty();
        }
    }

    /** A connection that takes no more streams is of no use after its last one. */
    private void closeWhenEmpty() {
        if (openStreams() == 0) {
            context().executor().execute(this::closeNow);
        }
    }

    private void stands() {
        if (over) {
            failed();
            return;
        }
        active = true;
        for (Opening next = waiting.poll(); next != null; next = waiting.poll()) {
            start(next);
        }
    }

    boolean takesStreams() {
        return !over;
    }

    void failed() {
        over = true;
        active = false;
        for (Opening next = waiting.poll(); next != null; next = waiting.poll()) {
            next.listener().closed();
        }
    }

    void closeNow() {
        failed();
        ChannelHandlerContext opened = contextIfAny();
        if (opened != null) {
            opened.close();
        }
    }

    private void start(Opening opening) {
        int id = connection().local().incrementAndGetNextStreamId();
        if (id < 0 || over && !active) {
            over = true;
            opening.listener().closed();
            return;
        }
        ChannelFuture headers = writeHeaders(id, opening.headers(), false);
        if (headers.isDone() && !headers.isSuccess()) {
            if (headers.cause() instanceof Http2Exception.HeaderListSizeException) {
                opening.listener().tooMuchMetadata();
            }
            opening.listener().closed();
            return;
        }
        listen(id, opening.listener());
        headers.addListener(sent -> {
            if (!sent.isSuccess() && forget(id, opening.listener())) {
                opening.listener().closed();
            }
        });
        opening.opened().accept(new H2Stream(this, id));
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<DriverConnection, Builder> {
        private final Loop loop;
        private final Supplier<CompletableFuture<Boolean>> fence;

        Builder(Loop loop, Supplier<CompletableFuture<Boolean>> fence) {
            this.loop = loop;
            this.fence = fence;
            connection(Windows.connection(false));
            initialSettings(Http2Settings.defaultSettings()
                    .pushEnabled(false)
                    .initialWindowSize(Windows.STREAM)
                    .maxFrameSize(MAX_FRAME)
                    .maxHeaderListSize(Windows.MAX_HEADERS));
            encoderEnforceMaxConcurrentStreams(true);
            // All clients of the loop share this connection: however many calls they cancel, it stays.
            encoderEnforceMaxRstFramesPerWindow(0, 0);
            headerSensitivityDetector((name, value) -> AUTHORIZATION.contentEquals(name));
            gracefulShutdownTimeoutMillis(0);
        }

        @Override
        protected DriverConnection build() {
            return super.build();
        }

        @Override
        protected DriverConnection build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new DriverConnection(decoder, encoder, settings, loop, fence);
        }
    }
}
