package dev.sparkgate.proxy;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.proxy.wire.GrpcFrame;
import dev.sparkgate.session.Binding;
import dev.sparkgate.session.Caller;
import dev.sparkgate.session.Method;
import dev.sparkgate.session.Peer;
import dev.sparkgate.session.SessionCall;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.connect.proto.ConfigResponse;

/** Finds out where a call belongs, by its metadata and by what its request says, and has it opened, answered or refused. */
final class Admission {
    private final ProxyCall call;
    private final ProxyContext context;
    private final Peer peer;
    private final Http2Headers headers;
    private final Method method;
    private final RequestBody request;
    private final ByteBufAllocator allocator;
    private boolean mayComeBack;

    Admission(
            ProxyCall call,
            ProxyContext context,
            Peer peer,
            Http2Headers headers,
            Method method,
            RequestBody request,
            ByteBufAllocator allocator) {
        this.call = call;
        this.context = context;
        this.peer = peer;
        this.headers = headers;
        this.method = method;
        this.request = request;
        this.allocator = allocator;
    }

    /** Begins when whose request it is, is known; what is held of it may be replaced. */
    void begin(Held held) {
        SessionCall of = of(context.headers().caller(headers));
        if (method == Method.CONFIG) {
            ConfigRequests.Settings settings = ConfigRequests.read(held.whole(allocator), context.headers());
            if (settings != null) {
                set(of, settings, held);
                return;
            }
        }
        if (method == Method.RELEASE_SESSION) {
            mayComeBack = ReleaseRequests.mayComeBack(held.whole(allocator));
        }
        bind(of);
    }

    /** Says whether the session that the call closes may be opened again. */
    boolean mayComeBack() {
        return mayComeBack;
    }

    private SessionCall of(Caller caller) {
        return new SessionCall(request.session(), caller, method, peer, request.clientType(), request.firstOfSession());
    }

    private void set(SessionCall of, ConfigRequests.Settings settings, Held held) {
        if (settings.message() != null) {
            held.release();
            held.add(allocator, GrpcFrame.of(allocator, settings.message()));
        }
        Caller routing = context.headers().caller(settings.routing());
        // A lease says where its sessions belong; without one, options count where no header says otherwise.
        SessionCall routed = of.caller().secret() != null ? of : of(of.caller().or(routing));
        CompletableFuture<Boolean> deferred = context.sessions().defer(of, routing, settings.pairs());
        call.onLoop(deferred, (taken, failure) -> {
            if (failure != null) {
                call.refuse(failure);
            } else if (Boolean.TRUE.equals(taken)) {
                call.answer(ConfigResponse.newBuilder()
                        .setSessionId(request.session().sessionId())
                        .build()
                        .toByteArray());
            } else {
                bind(routed);
            }
        });
    }

    private void bind(SessionCall of) {
        Binding known = context.sessions().bound(of);
        if (known != null) {
            call.open(known);
            return;
        }
        call.onLoop(context.sessions().bind(of), (to, failure) -> {
            if (to != null) {
                call.open(to);
            } else {
                call.refuse(requireNonNull(failure, "failure"));
            }
        });
    }
}
