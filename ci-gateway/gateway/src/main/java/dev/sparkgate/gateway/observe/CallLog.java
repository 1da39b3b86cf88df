package dev.sparkgate.gateway.observe;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.proxy.CallRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds finished calls until a worker writes them down. Noting one costs the network's threads two counters and no
 * wake-up: a worker comes by regularly, earlier when much has gathered. What is too much is counted and dropped.
 */
final class CallLog {
    private static final Logger log = LoggerFactory.getLogger(CallLog.class);
    private static final int MOST_CALLS = 16_384;
    private static final long MOST_BYTES = 16L << 20;
    private static final int BATCH_CALLS = 512;
    private static final long BATCH_BYTES = 1L << 20;

    private final Executor worker;
    private final List<CallSink> sinks;
    private final Queue<CallRecord> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingCalls = new AtomicLong();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    /** Keeps a crowd of calls from asking for a worker each. */
    private final AtomicBoolean asked = new AtomicBoolean();

    CallLog(Executor worker, List<CallSink> sinks) {
        this.worker = requireNonNull(worker, "worker");
        this.sinks = List.copyOf(sinks);
    }

    /** Notes a call; quick. */
    void add(CallRecord call) {
        int size = size(call);
        long calls = waitingCalls.incrementAndGet();
        long bytes = waitingBytes.addAndGet(size);
        if (calls > MOST_CALLS || bytes > MOST_BYTES) {
            waitingCalls.decrementAndGet();
            waitingBytes.addAndGet(-size);
            dropped.incrementAndGet();
            return;
        }
        waiting.add(call);
        if ((calls >= BATCH_CALLS || bytes >= BATCH_BYTES) && asked.compareAndSet(false, true)) {
            try {
                worker.execute(this::write);
            } catch (RejectedExecutionException closing) {
                asked.set(false); // what waits is written at the close
            }
        }
    }

    /** Writes down what waits. Synchronized: calls stay in order, and whoever asks after them finds them written. */
    synchronized void write() {
        asked.set(false);
        List<CallRecord> batch = new ArrayList<>();
        for (CallRecord call = take(); call != null; call = batch.size() < MOST_CALLS ? take() : null) {
            batch.add(call);
        }
        if (batch.isEmpty()) {
            return;
        }
        for (CallSink sink : sinks) {
            try {
                sink.write(batch);
            } catch (RuntimeException e) {
                // What fails for one reader of the calls must not take them from the others.
                log.atError().addKeyValue("calls", batch.size()).setCause(e).log("finished calls could not be noted");
            }
        }
    }

    /** Returns how many calls were dropped. */
    long dropped() {
        return dropped.get();
    }

    private @Nullable CallRecord take() {
        CallRecord call = waiting.poll();
        if (call != null) {
            waitingCalls.decrementAndGet();
            waitingBytes.addAndGet(-size(call));
        }
        return call;
    }

    private static int size(CallRecord call) {
        byte[] request = call.request();
        return request == null ? 0 : request.length;
    }
}
