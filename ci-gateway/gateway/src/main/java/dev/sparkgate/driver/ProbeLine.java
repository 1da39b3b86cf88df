package dev.sparkgate.driver;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.connect.ConnectClient;
import dev.sparkgate.connect.ConnectConnection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connection over which a driver is asked for a sign of life. One that failed is not used again: it may hang on a peer
 * that is long gone, or wait out gRPC's growing pause before it connects anew.
 */
public final class ProbeLine implements AutoCloseable {
    private final Address address;
    private final String token;
    /** Guarded by this: a probe and a question after a broken call may come at the same time. */
    private @Nullable ConnectConnection open;

    private boolean closed;

    /** Connects at the first question. */
    public ProbeLine(Address address, String token) {
        this.address = requireNonNull(address, "address");
        this.token = requireNonNull(token, "token");
    }

    /** Asks over it; the future fails as the question's does. */
    public <T> CompletableFuture<T> ask(Function<ConnectClient, CompletableFuture<T>> question) {
        ConnectConnection line = line();
        if (line == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("probes of " + address + " are over"));
        }
        return question.apply(line.client()).whenComplete((answer, failure) -> {
            if (failure != null) {
                drop(line);
            }
        });
    }

    /** Asks over a connection made for this question: so answers who listens there now, and not who did before. */
    public <T> CompletableFuture<T> askAnew(Function<ConnectClient, CompletableFuture<T>> question) {
        ConnectConnection fresh = ConnectConnection.to(address.host(), address.port(), token);
        return question.apply(fresh.client()).whenComplete((answer, failure) -> fresh.close());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (open != null) {
            open.close();
            open = null;
        }
    }

    private synchronized @Nullable ConnectConnection line() {
        if (open == null && !closed) {
            open = ConnectConnection.to(address.host(), address.port(), token);
        }
        return open;
    }

    private synchronized void drop(ConnectConnection failed) {
        if (open == failed) {
            open = null;
        }
        failed.close();
    }
}
