package dev.sparkgate.proxy;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.session.Backend;
import dev.sparkgate.session.Binding;
import dev.sparkgate.session.Caller;
import dev.sparkgate.session.SessionBinder;
import dev.sparkgate.session.SessionCall;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Binds every session to the rehearsal's driver. */
final class RehearsalSessions implements SessionBinder {
    private final Binding binding;

    RehearsalSessions(Backend backend) {
        this.binding = new ToDriver(Rehearsal.session(), backend);
    }

    @Override
    public Binding bound(SessionCall call) {
        return binding;
    }

    @Override
    public CompletableFuture<Binding> bind(SessionCall call) {
        return CompletableFuture.completedFuture(binding);
    }

    @Override
    public CompletableFuture<Boolean> defer(SessionCall call, Caller routing, List<Map.Entry<String, String>> pairs) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public void cloned(Binding original, SessionKey clone) {}

    @Override
    public CompletableFuture<Void> released(Binding gone, boolean mayComeBack) {
        return CompletableFuture.completedFuture(null);
    }

    private record ToDriver(SessionKey session, Backend backend) implements Binding {
        @Override
        public String leaseId() {
            return "rehearsal";
        }

        @Override
        public String environment() {
            return "rehearsal";
        }

        @Override
        public void begin(long nowMillis) {}

        @Override
        public void end(long nowMillis) {}
    }
}
