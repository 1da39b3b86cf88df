package dev.sparkgate.proxy;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/** Notes the calls that are over; the newest of them are kept. */
final class CallRecords implements CallObserver {
    private static final int KEPT = 100;

    final Deque<CallRecord> newest = new ConcurrentLinkedDeque<>();
    final AtomicLong count = new AtomicLong();

    @Override
    public void finished(CallRecord call) {
        newest.addFirst(call);
        if (count.incrementAndGet() > KEPT) {
            newest.pollLast();
        }
    }
}
