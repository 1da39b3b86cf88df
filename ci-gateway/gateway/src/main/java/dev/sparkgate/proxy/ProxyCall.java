package dev.sparkgate.proxy;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.session.Binding;
import dev.sparkgate.session.Method;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through: waits for the first message, has it admitted, then forwards everything both ways as it
 * comes, never faster than the other side takes it.
 */
final class ProxyCall extends ServerCall.Listener<InputStream> {
    private final ProxyContext context;
    private final ServerCall<InputStream, InputStream> client;
    private final Metadata headers;
    private final @Nullable Deadline deadline;
    private final String methodName;
    private final Method method;
    private final long startedNanos = System.nanoTime();

    // Until the driver's call is open, the client's events and the binding's answer come on different threads: this
    // lock
    // closes the window in which a half-close or a cancel falls between the two. Afterwards it is never contended.
    private final Object lock = new Object();
    private @Nullable ClientCall<InputStream, InputStream> driver;
    private @Nullable Binding binding;
    private boolean admitted;
    private boolean halfClosed;
    private boolean over;
    private boolean driverWasNotReady;
    // Set before readiness is asked for, taken by whoever sees it first: exactly one request follows each message.
    private final AtomicBoolean clientWaits = new AtomicBoolean();

    ProxyCall(
            ProxyContext context,
            ServerCall<InputStream, InputStream> client,
            Metadata headers,
            @Nullable Deadline deadline) {
        this.context = context;
        this.client = client;
        this.headers = headers;
        this.deadline = deadline;
        this.methodName = String.valueOf(client.getMethodDescriptor().getBareMethodName());
        this.method = Method.of(methodName);
    }

    @Override
    public void onMessage(InputStream message) {
        synchronized (lock) {
            if (over) {
                Message.discard(message);
                return;
            }
            if (driver != null) {
                driver.sendMessage(message);
                askForMore(driver);
                return;
            }
            if (admitted) {
                Message.discard(message);
                throw new IllegalStateException("a second message came before it was asked for");
            }
            admitted = true;
        }
        admit(message);
    }

    @Override
    public void onHalfClose() {
        boolean empty;
        synchronized (lock) {
            halfClosed = true;
            if (driver != null) {
                driver.halfClose();
            }
            empty = !admitted;
        }
        if (empty) {
            refuse(Status.INVALID_ARGUMENT.withDescription("the call has no request message"), new Metadata());
        }
    }

    @Override
    public void onCancel() {
        synchronized (lock) {
            if (driver != null) {
                driver.cancel("the client cancelled the call", null);
            }
            finish(Status.Code.CANCELLED);
        }
    }

    @Override
    public void onReady() {
        ClientCall<InputStream, InputStream> target;
        synchronized (lock) {
            target = driver;
        }
        if (target != null && clientWaits.compareAndSet(true, false)) {
            target.request(1);
        }
    }

    private void admit(InputStream message) {
        try {
            Message.Peeked first = Message.peek(message);
            CompletableFuture<Binding> bound =
                    context.sessions().bind(first.session(), context.headers().caller(headers), method);
            bound.whenComplete((to, failure) -> answered(first, to, failure));
        } catch (RuntimeException e) {
            Message.discard(message);
            refuse(e, "");
        }
    }

    private void answered(Message.Peeked first, @Nullable Binding to, @Nullable Throwable failure) {
        try {
            if (to != null) {
                open(to, first.message());
                return;
            }
            Message.discard(first.message());
            refuse(requireNonNull(failure, "failure"), first.session().sessionId());
        } catch (RuntimeException e) {
            // Nobody looks at what a future's listener throws: the client would wait for ever.
            refuse(e, first.session().sessionId());
        }
    }

    private void open(Binding to, InputStream first) {
        synchronized (lock) {
            if (over) {
                Message.discard(first);
                return;
            }
            binding = to;
            to.begin(System.currentTimeMillis());
            MethodDescriptor<InputStream, InputStream> descriptor = client.getMethodDescriptor();
            CallOptions options = deadline == null ? CallOptions.DEFAULT : CallOptions.DEFAULT.withDeadline(deadline);
            ClientCall<InputStream, InputStream> call = to.backend().channel().newCall(descriptor, options);
            driver = call;
            call.start(
                    new DriverListener(call),
                    Headers.toDriver(headers, to.backend().token()));
            call.request(1);
            call.sendMessage(first);
            if (halfClosed) {
                call.halfClose();
            } else {
                askForMore(call);
            }
        }
    }

    /** Asks the client for its next message once the driver can take it. Called with the lock held. */
    private void askForMore(ClientCall<InputStream, InputStream> call) {
        if (call.isReady()) {
            client.request(1);
        } else {
            driverWasNotReady = true;
        }
    }

    private void refuse(Throwable failure, String sessionId) {
        if (!GoneAlready.applies(method, failure)) {
            Statuses.Answer answer = Statuses.of(failure);
            refuse(answer.status(), answer.trailers());
            return;
        }
        synchronized (lock) {
            if (over) {
                return;
            }
            finish(Status.Code.OK);
            client.sendHeaders(new Metadata());
            client.sendMessage(GoneAlready.answer(sessionId));
            client.close(Status.OK, new Metadata());
        }
    }

    private void refuse(Status status, Metadata trailers) {
        synchronized (lock) {
            if (over) {
                return;
            }
            finish(status.getCode());
            client.close(status, trailers);
        }
    }

    /** Notes the end, once. Called with the lock held. */
    private void finish(Status.Code status) {
        if (over) {
            return;
        }
        over = true;
        Binding to = binding;
        if (to != null) {
            to.end(System.currentTimeMillis());
        }
        String environment = to == null ? "none" : to.environment();
        context.observer().finished(methodName, environment, status, System.nanoTime() - startedNanos);
    }

    /** Hears the driver. */
    private final class DriverListener extends ClientCall.Listener<InputStream> {
        private final ClientCall<InputStream, InputStream> call;

        DriverListener(ClientCall<InputStream, InputStream> call) {
            this.call = call;
        }

        @Override
        public void onHeaders(Metadata answer) {
            synchronized (lock) {
                if (!over) {
                    client.sendHeaders(Headers.toClient(answer));
                }
            }
        }

        @Override
        public void onMessage(InputStream message) {
            InputStream seen = look(message);
            synchronized (lock) {
                if (over) {
                    Message.discard(seen);
                    return;
                }
                client.sendMessage(seen);
            }
            clientWaits.set(true);
            if (client.isReady() && clientWaits.compareAndSet(true, false)) {
                call.request(1);
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            Binding to = binding;
            if (method == Method.RELEASE_SESSION && status.isOk() && to != null) {
                context.sessions().released(to);
            }
            synchronized (lock) {
                if (over) {
                    return;
                }
                finish(status.getCode());
                client.close(status, Headers.toClient(trailers));
            }
        }

        @Override
        public void onReady() {
            synchronized (lock) {
                if (driverWasNotReady && !over) {
                    driverWasNotReady = false;
                    client.request(1);
                }
            }
        }

        private InputStream look(InputStream message) {
            Binding to = binding;
            if (to == null) {
                return message;
            }
            if (method == Method.CONFIG) {
                return ConfigAnswers.withoutToken(message, to.backend().token());
            }
            if (method == Method.CLONE_SESSION) {
                CloneAnswer clone = CloneAnswer.read(message);
                context.sessions().cloned(to, new SessionKey(to.session().userId(), clone.newSessionId()));
                return clone.message();
            }
            return message;
        }
    }
}
