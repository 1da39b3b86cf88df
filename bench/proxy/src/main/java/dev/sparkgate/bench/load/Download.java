package dev.sparkgate.bench.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A result being read: so many answers as wanted, then not one more until it is resumed. */
public final class Download extends ClientCall.Listener<Integer> {
    private final ClientCall<byte[], Integer> call;
    private final CompletableFuture<Long> end = new CompletableFuture<>();
    private final CompletableFuture<Void> stalled = new CompletableFuture<>();
    private final AtomicInteger wanted;
    /** Touched by the connection's thread only. */
    private long bytes;

    private Download(ClientCall<byte[], Integer> call, int wanted) {
        this.call = call;
        this.wanted = new AtomicInteger(wanted);
    }

    static Download start(Channel channel, byte[] request, int answers) {
        CallOptions options = CallOptions.DEFAULT.withExecutor(Runnable::run);
        UnstartedCall call = UnstartedCall.of(channel, Methods.EXECUTE_PLAN, options);
        Download download = new Download(call.call(), answers);
        call.start(request, download, 1);
        return download;
    }

    @Override
    public void onMessage(Integer size) {
        bytes += size;
        if (wanted.decrementAndGet() > 0) {
            call.request(1);
        } else {
            stalled.complete(null);
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        stalled.complete(null);
        if (status.isOk()) {
            end.complete(bytes);
        } else {
            end.completeExceptionally(status.asRuntimeException(trailers));
        }
    }

    /** Waits until the reader has stopped reading, or nothing is left to read. */
    public void awaitStall(long patience, TimeUnit unit) {
        await(stalled, patience, unit);
    }

    /** Reads on, to the end. */
    public void resume() {
        wanted.set(Integer.MAX_VALUE);
        call.request(1);
    }

    /** Waits for the end of the result and returns how many bytes it had. */
    public long await(long patience, TimeUnit unit) {
        return await(end, patience, unit);
    }

    public void cancel() {
        call.cancel("the reader has had enough", null);
    }

    private <T> T await(CompletableFuture<T> future, long patience, TimeUnit unit) {
        try {
            return future.get(patience, unit);
        } catch (ExecutionException e) {
            throw Status.fromThrowable(e).asRuntimeException();
        } catch (TimeoutException e) {
            cancel();
            throw Status.DEADLINE_EXCEEDED
                    .withDescription("no end after " + patience + " " + unit)
                    .asRuntimeException();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withCause(e).asRuntimeException();
        }
    }
}
