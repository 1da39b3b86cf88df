package dev.sparkgate.proxy;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.auth.Principal;
import dev.sparkgate.driver.Address;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.proxy.h2.DriverAddress;
import dev.sparkgate.proxy.h2.H2Stream;
import dev.sparkgate.proxy.h2.Loop;
import dev.sparkgate.proxy.h2.StreamListener;
import dev.sparkgate.proxy.wire.GrpcFrame;
import dev.sparkgate.session.Binding;
import dev.sparkgate.session.Method;
import dev.sparkgate.session.Peer;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call on its way through: reads whose it is, has it admitted, then forwards everything both ways as it comes, never
 * faster than the other side takes it. Lives on one event loop; only the binding's answer comes from elsewhere, and is
 * brought there.
 */
final class ProxyCall implements StreamListener {
    private static final Logger log = LoggerFactory.getLogger(ProxyCall.class);
    private static final String SERVICE = "/spark.connect.SparkConnectService/";

    private enum Stage {
        READING,
        BINDING,
        OPEN,
        OVER
    }

    private final ProxyContext context;
    private final Loop loop;
    private final H2Stream client;
    private final Http2Headers headers;
    private final String methodName;
    private final Method method;
    private final RequestBody request;
    private final CallAccount account;
    private final Admission admission;
    private final @Nullable RuntimeException unknownCaller;

    private Stage stage = Stage.READING;
    /** What came before the driver's stream was open; the first bytes of it are read already. */
    private final Held held = new Held();

    private final Held unread = new Held();
    private int heldBytes;
    private boolean clientDone;
    private @Nullable Binding binding;
    private @Nullable DriverSide driverSide;

    ProxyCall(ProxyContext context, Loop loop, Peer peer, H2Stream client, Http2Headers headers) {
        this.context = context;
        this.loop = loop;
        this.client = client;
        this.headers = headers;
        CharSequence path = headers.path();
        String full = path == null ? "" : path.toString();
        this.methodName = full.startsWith(SERVICE) ? full.substring(SERVICE.length()) : "";
        this.method = Method.of(methodName);
        Principal principal = Principal.ANYBODY;
        RuntimeException failure = null;
        try {
            principal = context.principals().apply(headers);
        } catch (RuntimeException e) {
            // Thrown on, it would end all calls of the connection.
            failure = e;
        }
        this.unknownCaller = failure;
        this.request = new RequestBody(method, context.maxMessage(), principal.verified() ? principal.name() : null);
        this.account = new CallAccount(context, peer, headers, method, methodName);
        this.admission = new Admission(this, context, peer, headers, method, request, client.allocator());
    }

    /** Takes the call up; {@code end} says that its client has said everything with its headers. */
    void begin(boolean end) {
        context.open().begin();
        if (unknownCaller != null) {
            refuse(unknownCaller);
        } else if (methodName.isEmpty()) {
            refuse(new Ending(Status.Code.UNIMPLEMENTED, "Method not found: " + headers.path(), null));
        } else if (end) {
            refuse(new Ending(Status.Code.INVALID_ARGUMENT, "the call has no request message", null));
        }
    }

    /** Ends the call because the gateway stops. */
    void cut() {
        refuse(new SparkgateException(
                ErrorCode.GATEWAY_DRAINING, "the gateway stops before this call is over; try again"));
    }

    // What the client sends.

    @Override
    public void headers(Http2Headers trailers, boolean end) {
        if (end) {
            data(Unpooled.EMPTY_BUFFER, true);
        }
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        int bytes = data.readableBytes();
        account.asked(data);
        clientDone |= end;
        try {
            switch (stage) {
                case READING -> read(data);
                case BINDING -> {
                    unread.add(client.allocator(), data.retain());
                    hold(bytes);
                }
                case OPEN -> forward(data, end);
                case OVER -> client.consumed(bytes);
            }
        } catch (RuntimeException e) {
            refuse(e);
        }
    }

    @Override
    public void reset(long errorCode) {
        clientLeft();
    }

    @Override
    public void closed() {
        clientLeft();
    }

    private void clientLeft() {
        if (stage == Stage.OVER) {
            return;
        }
        finish(Status.Code.CANCELLED, "the client cancelled the call");
        cancelDriver();
    }

    private void cancelDriver() {
        if (driverSide != null) {
            driverSide.cancel();
        }
    }

    private void read(ByteBuf data) {
        int came = data.readableBytes();
        request.read(client.allocator(), data, (part, bytes) -> held.add(client.allocator(), part));
        client.consumed(came);
        hold(came);
        if (clientDone && !request.complete()) {
            throw cutShort();
        }
        if (request.ready()) {
            stage = Stage.BINDING;
            admission.begin(held);
        } else if (heldBytes > RequestBody.MOST_HELD) {
            throw RequestBody.tooLate();
        }
    }

    /** Goes on here when a future is done, unless the call is over by then. */
    <T> void onLoop(CompletableFuture<T> future, BiConsumer<T, Throwable> then) {
        future.whenComplete((value, failure) -> loop.execute(() -> {
            if (stage == Stage.OVER) {
                return;
            }
            try {
                then.accept(value, failure);
            } catch (RuntimeException e) {
                // Nobody looks at what a future's listener throws: the client would wait for ever.
                refuse(e);
            }
        }));
    }

    /** Goes on to the driver. */
    void open(Binding to) {
        binding = to;
        account.bound();
        to.begin(account.startedMillis());
        Address address = to.backend().driver().address();
        DriverSide side = new DriverSide(this, context, method, to, client, account);
        driverSide = side;
        String driverId = to.backend().driver().id();
        loop.driver(new DriverAddress(
                        to.backend().key(), address, () -> context.drivers().sameGeneration(driverId)))
                .open(RequestHeaders.toDriver(headers, to.backend(), account.traceparent()), side, this::opened);
    }

    private void opened(H2Stream stream) {
        if (stage == Stage.OVER) {
            stream.reset(Http2Error.CANCEL.code());
            return;
        }
        requireNonNull(driverSide, "driverSide").opened(stream);
        try {
            sendHeld(stream);
        } catch (RuntimeException e) {
            refuse(e);
        }
    }

    private void sendHeld(H2Stream stream) {
        stage = Stage.OPEN;
        letGo();
        boolean all = clientDone && unread.isEmpty();
        if (all && !request.complete()) {
            throw cutShort();
        }
        for (ByteBuf next = held.poll(); next != null; next = held.poll()) {
            stream.data(next, all && held.isEmpty());
        }
        for (ByteBuf next = unread.poll(); next != null && stage == Stage.OPEN; next = unread.poll()) {
            try {
                forward(next, clientDone && unread.isEmpty());
            } finally {
                next.release();
            }
        }
    }

    /** Sends on what came. */
    private void forward(ByteBuf data, boolean end) {
        H2Stream to = requireNonNull(driverSide, "driverSide").stream();
        int kept = request.read(client.allocator(), data, (part, bytes) -> to.data(part, false, client, bytes));
        client.consumed(kept);
        if (end) {
            if (!request.complete()) {
                throw cutShort();
            }
            to.data(Unpooled.EMPTY_BUFFER, true);
        }
    }

    private void hold(int bytes) {
        heldBytes += bytes;
        context.open().hold(bytes);
    }

    private void letGo() {
        context.open().letGo(heldBytes);
        heldBytes = 0;
    }

    private static SparkgateException cutShort() {
        return new SparkgateException(
                ErrorCode.REQUEST_INVALID,
                "the call ends before its request message is complete; use a Spark Connect client");
    }

    // What goes back.

    /** Answers in the driver's place. */
    void answer(byte[] message) {
        finish(Status.Code.OK, "");
        client.headers(Ending.answerHeaders());
        client.data(GrpcFrame.of(client.allocator(), message), false);
        client.end(Ending.OK.trailers(true));
    }

    void refuse(Throwable failure) {
        if (stage == Stage.OVER) {
            return;
        }
        if (GoneAlready.applies(method, failure)) {
            answer(GoneAlready.answer(request.session().sessionId()));
        } else {
            refuse(Endings.of(failure));
        }
    }

    void refuse(Ending ending) {
        if (stage == Stage.OVER) {
            return;
        }
        finish(ending.code(), ending.message());
        cancelDriver();
        client.end(ending.trailers(driverSide != null && driverSide.answered()));
    }

    boolean isOver() {
        return stage == Stage.OVER;
    }

    /** Has the session forgotten, which its driver has closed, before the client hears of it. */
    void released(Binding to, Runnable then) {
        onLoop(context.sessions().released(to, admission.mayComeBack()), (done, failure) -> {
            if (failure != null) {
                // The driver has closed it in any case; its next call finds that out.
                log.atWarn()
                        .addKeyValue("session", to.session().sessionId())
                        .setCause(failure)
                        .log("closed session is not noted as closed");
            }
            then.run();
        });
    }

    /** Notes the end, once. */
    void finish(Status.Code status, String message) {
        stage = Stage.OVER;
        context.open().end();
        letGo();
        held.release();
        unread.release();
        request.release();
        Binding to = binding;
        if (to != null) {
            to.end(System.currentTimeMillis());
        }
        account.close(to, request, status, message);
    }
}
