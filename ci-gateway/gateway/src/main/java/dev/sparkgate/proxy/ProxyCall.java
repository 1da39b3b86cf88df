package dev.sparkgate.proxy;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.auth.Principal;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.driver.Address;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.proxy.h2.DriverAddress;
import dev.sparkgate.proxy.h2.H2Stream;
import dev.sparkgate.proxy.h2.Loop;
import dev.sparkgate.proxy.h2.StreamListener;
import dev.sparkgate.proxy.wire.GrpcFrame;
import dev.sparkgate.proxy.wire.ResponseMeter;
import dev.sparkgate.session.Binding;
import dev.sparkgate.session.Caller;
import dev.sparkgate.session.Method;
import dev.sparkgate.session.Peer;
import dev.sparkgate.session.SessionCall;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.connect.proto.ConfigResponse;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through: reads whose it is, has it admitted, then forwards everything both ways as it comes, never
 * faster than the other side takes it. Lives on one event loop; only the binding's answer comes from elsewhere, and is
 * brought there.
 */
final class ProxyCall implements StreamListener {
    private static final String SERVICE = "/spark.connect.SparkConnectService/";

    private enum Stage {
        READING,
        BINDING,
        OPEN,
        OVER
    }

    private final ProxyContext context;
    private final Loop loop;
    private final Peer peer;
    private final H2Stream client;
    private final Http2Headers headers;
    private final String methodName;
    private final Method method;
    private final RequestBody request;
    private final @Nullable RequestPrefix kept;
    private final Tracing.@Nullable Span span;
    private final @Nullable RuntimeException unknownCaller;
    private final long startedMillis = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();

    private Stage stage = Stage.READING;
    /** What came before the driver's stream was open; the first bytes of it are read already. */
    private final Held held = new Held();

    private final Held unread = new Held();
    private int heldBytes;
    private boolean clientDone;
    private boolean answered;
    private boolean ending;
    private boolean mayComeBack;
    private @Nullable H2Stream driver;
    private @Nullable Binding binding;
    private @Nullable AnswerReader answerReader;
    private @Nullable ResponseMeter meter;
    private long bindNanos;
    private long requestBytes;
    private long responseBytes;

    ProxyCall(ProxyContext context, Loop loop, Peer peer, H2Stream client, Http2Headers headers) {
        this.context = context;
        this.loop = loop;
        this.peer = peer;
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
        this.kept = method == Method.EXECUTE_PLAN ? new RequestPrefix() : null;
        Tracing tracing = context.tracing();
        this.span = tracing == Tracing.OFF
                ? null
                : tracing.begin(recordedName(), text(Names.TRACEPARENT), text(Names.TRACESTATE));
    }

    /** Takes the call up; {@code end} says that its client has said everything with its headers. */
    void begin(boolean end) {
        context.open().incrementAndGet();
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
        requestBytes += bytes;
        clientDone |= end;
        if (kept != null) {
            kept.add(data);
        }
        try {
            switch (stage) {
                case READING -> read(data);
                case BINDING -> unread.add(client.allocator(), data.retain());
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

    /** To be called after the end is noted: the driver's stream may be closed by it at once. */
    private void cancelDriver() {
        if (driver != null) {
            driver.reset(Http2Error.CANCEL.code());
        }
    }

    private void read(ByteBuf data) {
        int came = data.readableBytes();
        request.read(client.allocator(), data, (part, bytes) -> held.add(client.allocator(), part));
        heldBytes += came;
        client.consumed(came);
        if (clientDone && !request.complete()) {
            throw cutShort();
        }
        if (request.ready()) {
            stage = Stage.BINDING;
            bind();
        } else if (heldBytes > RequestBody.MOST_HELD) {
            throw RequestBody.tooLate();
        }
    }

    private void bind() {
        Caller caller = context.headers().caller(headers);
        SessionCall call = call(caller);
        if (method == Method.CONFIG) {
            ConfigRequests.Settings settings = ConfigRequests.read(held.whole(client.allocator()), context.headers());
            if (settings != null) {
                set(call, settings);
                return;
            }
        }
        if (method == Method.RELEASE_SESSION) {
            mayComeBack = ReleaseRequests.mayComeBack(held.whole(client.allocator()));
        }
        bind(call);
    }

    private SessionCall call(Caller caller) {
        return new SessionCall(request.session(), caller, method, peer, request.clientType(), request.firstOfSession());
    }

    private void set(SessionCall call, ConfigRequests.Settings settings) {
        if (settings.message() != null) {
            held.release();
            held.add(client.allocator(), GrpcFrame.of(client.allocator(), settings.message()));
        }
        Caller routing = context.headers().caller(settings.routing());
        // A lease says where its sessions belong; without one, options count where no header says otherwise.
        SessionCall routed =
                call.caller().secret() != null ? call : call(call.caller().or(routing));
        CompletableFuture<Boolean> deferred = context.sessions().defer(call, routing, settings.pairs());
        onLoop(deferred, (taken, failure) -> {
            if (failure != null) {
                refuse(failure);
            } else if (Boolean.TRUE.equals(taken)) {
                answer(ConfigResponse.newBuilder()
                        .setSessionId(request.session().sessionId())
                        .build()
                        .toByteArray());
            } else {
                bind(routed);
            }
        });
    }

    private void bind(SessionCall call) {
        Binding known = context.sessions().bound(call);
        if (known != null) {
            open(known);
            return;
        }
        onLoop(context.sessions().bind(call), (to, failure) -> {
            if (to != null) {
                open(to);
            } else {
                refuse(requireNonNull(failure, "failure"));
            }
        });
    }

    private <T> void onLoop(CompletableFuture<T> future, java.util.function.BiConsumer<T, Throwable> then) {
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

    private void open(Binding to) {
        binding = to;
        bindNanos = System.nanoTime() - startedNanos;
        to.begin(startedMillis);
        Address address = to.backend().driver().address();
        if (method == Method.CONFIG || method == Method.CLONE_SESSION) {
            answerReader = new AnswerReader();
        } else if (method == Method.EXECUTE_PLAN || method == Method.REATTACH_EXECUTE) {
            meter = new ResponseMeter();
        }
        String driverId = to.backend().driver().id();
        loop.driver(new DriverAddress(
                        to.backend().key(), address, () -> context.drivers().sameGeneration(driverId)))
                .open(
                        RequestHeaders.toDriver(headers, to.backend(), span == null ? null : span.traceparent()),
                        new DriverSide(),
                        this::opened);
    }

    private void opened(H2Stream stream) {
        if (stage == Stage.OVER) {
            stream.reset(Http2Error.CANCEL.code());
            return;
        }
        driver = stream;
        try {
            sendHeld(stream);
        } catch (RuntimeException e) {
            refuse(e);
        }
    }

    private void sendHeld(H2Stream stream) {
        stage = Stage.OPEN;
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
        H2Stream to = requireNonNull(driver, "driver");
        int kept = request.read(client.allocator(), data, (part, bytes) -> to.data(part, false, client, bytes));
        client.consumed(kept);
        if (end) {
            if (!request.complete()) {
                throw cutShort();
            }
            to.data(Unpooled.EMPTY_BUFFER, true);
        }
    }

    private static SparkgateException cutShort() {
        return new SparkgateException(
                ErrorCode.REQUEST_INVALID,
                "the call ends before its request message is complete; use a Spark Connect client");
    }

    // What goes back.

    private void answer(byte[] message) {
        finish(Status.Code.OK, "");
        client.headers(Ending.answerHeaders());
        client.data(GrpcFrame.of(client.allocator(), message), false);
        client.end(Ending.OK.trailers(true));
    }

    private void refuse(Throwable failure) {
        if (stage == Stage.OVER) {
            return;
        }
        if (GoneAlready.applies(method, failure)) {
            answer(GoneAlready.answer(request.session().sessionId()));
        } else {
            refuse(Endings.of(failure));
        }
    }

    private void refuse(Ending ending) {
        if (stage == Stage.OVER) {
            return;
        }
        finish(ending.code(), ending.message());
        cancelDriver();
        client.end(ending.trailers(answered));
    }

    /** Notes the end, once. */
    private void finish(Status.Code status, String message) {
        stage = Stage.OVER;
        context.open().decrementAndGet();
        held.release();
        unread.release();
        request.release();
        Binding to = binding;
        if (to != null) {
            to.end(System.currentTimeMillis());
        }
        CallRecord record = record(status, message);
        if (span != null) {
            span.finished(record);
        }
        context.observer().finished(record);
    }

    private CallRecord record(Status.Code status, String message) {
        Binding to = binding;
        return new CallRecord(
                recordedName(),
                to == null ? "none" : to.environment(),
                to == null ? null : to.leaseId(),
                to == null ? null : to.backend().driver().id(),
                request.known() ? request.session() : null,
                request.clientType(),
                request.operationId(),
                span == null ? text(Names.TRACEPARENT) : span.traceparent(),
                peer.host(),
                startedMillis,
                bindNanos,
                System.nanoTime() - startedNanos,
                requestBytes,
                responseBytes,
                meter == null ? 0 : meter.rows(),
                status,
                message,
                kept == null ? null : kept.bytes());
    }

    private String recordedName() {
        return method == Method.OTHER ? "other" : methodName;
    }

    private @Nullable String text(AsciiString header) {
        CharSequence value = headers.get(header);
        return value == null ? null : value.toString();
    }

    /** Hears the driver. */
    private final class DriverSide implements StreamListener {
        @Override
        public void headers(Http2Headers come, boolean end) {
            if (stage == Stage.OVER) {
                return;
            }
            Binding to = requireNonNull(binding, "binding");
            if (!answered) {
                context.drivers().answered(to.backend().driver().id());
            }
            if (!end) {
                answered = true;
                client.headers(ResponseHeaders.toClient(come));
                return;
            }
            Status.Code status = status(come);
            if (method == Method.RELEASE_SESSION && status == Status.Code.OK) {
                ending = true;
                onLoop(context.sessions().released(to, mayComeBack), (done, failure) -> over(come, status));
                return;
            }
            over(come, status);
        }

        private void over(Http2Headers come, Status.Code status) {
            CharSequence message = come.get(Names.GRPC_MESSAGE);
            finish(status, message == null ? "" : message.toString());
            Http2Headers trailers = ResponseHeaders.toClient(come);
            client.end(client.takes(trailers) ? trailers : ResponseHeaders.shortened(trailers));
        }

        @Override
        public void data(ByteBuf data, boolean end) {
            int bytes = data.readableBytes();
            H2Stream from = requireNonNull(driver, "driver");
            if (stage == Stage.OVER) {
                from.consumed(bytes);
                return;
            }
            responseBytes += bytes;
            if (answerReader != null) {
                from.consumed(bytes);
                try {
                    answerReader.add(client.allocator(), data);
                    ByteBuf whole = answerReader.takeWhole();
                    if (whole != null) {
                        client.data(look(whole), end);
                    }
                } catch (RuntimeException e) {
                    // Thrown on, it would end all calls of the driver's connection.
                    refuse(e);
                }
                return;
            }
            if (meter != null) {
                meter.passed(data);
            }
            client.data(data.retain(), end, from, bytes);
        }

        @Override
        public void reset(long errorCode) {
            if (stage == Stage.OVER) {
                return;
            }
            finish(Status.Code.INTERNAL, "the driver broke the call off: HTTP/2 error " + errorCode);
            client.reset(errorCode);
        }

        @Override
        public void tooMuchMetadata() {
            refuse(new Ending(
                    Status.Code.RESOURCE_EXHAUSTED,
                    "[REQUEST_INVALID] metadata that goes on to the driver is larger than it takes (expected: a few KiB "
                            + "of tracing headers); send less",
                    null));
        }

        @Override
        public void closed() {
            if (answerReader != null) {
                answerReader.release();
            }
            if (stage != Stage.OVER && !ending) {
                Binding to = requireNonNull(binding, "binding");
                String driverId = to.backend().driver().id();
                driver = null;
                context.drivers().failed(driverId);
                refuse(Endings.broken(driverId));
            }
        }

        private ByteBuf look(ByteBuf message) {
            Binding to = requireNonNull(binding, "binding");
            if (method == Method.CONFIG) {
                return ConfigAnswers.withoutToken(
                        client.allocator(), message, to.backend().token());
            }
            try {
                context.sessions().cloned(to, new SessionKey(to.session().userId(), CloneAnswer.newSessionId(message)));
            } catch (RuntimeException e) {
                message.release();
                throw e;
            }
            return message;
        }

        private static Status.Code status(Http2Headers trailers) {
            Integer code = trailers.getInt(Names.GRPC_STATUS);
            return code == null
                    ? Status.Code.UNKNOWN
                    : Status.fromCodeValue(code).getCode();
        }
    }
}
