package dev.sparkgate.session;

import dev.sparkgate.connect.SessionKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Says where the calls of sessions go. */
public interface SessionBinder {
    /**
     * Returns the binding of a session that has one already, for the usual call; null = it has to be bound.
     *
     * @throws dev.sparkgate.error.SparkgateException where the call may not enter the session
     */
    @Nullable
    Binding bound(SessionCall call);

    /**
     * Returns the binding of a session, made now if need be.
     *
     * <p>The future fails with {@link dev.sparkgate.error.SparkgateException} or {@link SessionLost}, or with the driver's
     * own {@link io.grpc.StatusRuntimeException} where it refused the session.
     */
    CompletableFuture<Binding> bind(SessionCall call);

    /**
     * Takes settings of a session that nothing binds yet, from a client that sends them one by one: any of them may say
     * where the session belongs. Says whether they are taken; otherwise they are the driver's.
     *
     * @param routing what the settings say of that
     * @param pairs the settings, in order
     */
    CompletableFuture<Boolean> defer(SessionCall call, Caller routing, List<Map.Entry<String, String>> pairs);

    /** Notes that CloneSession made another session of the same lease; the server copied all that was prepared. */
    void cloned(Binding original, SessionKey clone);

    /**
     * Notes that a client closed its session; an implicit lease ends with its last one. Completes when that is done: a client
     * that hears of it may open the session again at once.
     *
     * @param mayComeBack whether the client said that it may open it again
     */
    CompletableFuture<Void> released(Binding binding, boolean mayComeBack);
}
