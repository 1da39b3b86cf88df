package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Samples;
import dev.sparkgate.bench.load.Session;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CountDownLatch;

/** One of many callers: makes its next call as soon as the last one is answered, until the time is over. */
final class Caller {
    private final Session session;
    private final Channel channel;
    private final long endNanos;
    private final CountDownLatch running;
    // Touched by the connection's thread only, and read when the latch is down.
    private final Samples samples = new Samples();
    private int failed;

    Caller(Session session, Channel channel, long endNanos, CountDownLatch running) {
        this.session = session;
        this.channel = channel;
        this.endNanos = endNanos;
        this.running = running;
    }

    void call() {
        long begun = System.nanoTime();
        if (begun - endNanos > 0) {
            running.countDown();
            return;
        }
        session.config(channel, new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
                if (status.isOk()) {
                    samples.add(System.nanoTime() - begun);
                } else {
                    failed++;
                }
                call();
            }
        });
    }

    Samples samples() {
        return samples;
    }

    int failed() {
        return failed;
    }
}
