package dev.sparkgate.bench.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A Spark Connect session with a connection of its own; the server makes it at its first call. */
public final class Session implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final ManagedChannel channel;
    private final Requests requests = new Requests(UUID.randomUUID().toString());
    private final byte[] config = requests.config();

    public Session(Endpoint endpoint) {
        channel = endpoint.connect();
    }

    /** Asks for one configuration value: the smallest call there is. */
    public void config() {
        config(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Asks for one configuration value.
     *
     * @throws StatusRuntimeException also when it takes longer than that
     */
    public void config(long patience, TimeUnit unit) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(patience, unit);
        ClientCalls.blockingUnaryCall(channel, Methods.CONFIG, options, config);
    }

    /** Makes the smallest call on another connection, without waiting. */
    public void config(Channel other, ClientCall.Listener<Integer> listener) {
        // On the connection's thread: handing each answer over would cost the load generator more than the call.
        CallOptions options = CallOptions.DEFAULT.withExecutor(Runnable::run);
        UnstartedCall.of(other, Methods.CONFIG, options).start(config, listener, 2);
    }

    /** Runs a query and returns how many bytes its answers had. */
    public long query(String sql) {
        Download download = download(sql, Integer.MAX_VALUE);
        return download.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Starts a query whose reader takes so many answers and then stops reading. */
    public Download download(String sql, int answers) {
        return Download.start(channel, requests.query(sql), answers);
    }

    /** Closes the connection and says nothing to the server, as a client that is killed. */
    public void abandon() {
        channel.shutdownNow();
    }

    /** Releases the session on the server and closes the connection. */
    @Override
    public void close() {
        try {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
            ClientCalls.blockingUnaryCall(channel, Methods.RELEASE_SESSION, options, requests.release());
        } catch (StatusRuntimeException e) {
            System.err.println(
                    "a session could not be released: " + e.getStatus().getCode());
        } finally {
            channel.shutdownNow();
        }
    }
}
