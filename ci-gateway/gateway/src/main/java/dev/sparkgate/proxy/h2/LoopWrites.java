package dev.sparkgate.proxy.h2;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which connections of one event loop have something to flush. What one read brings for several connections goes out in
 * one write each, after the read.
 */
final class LoopWrites {
    private final EventLoop loop;
    private final Deque<H2Connection> dirty = new ArrayDeque<>();
    private boolean reading;
    private boolean scheduled;

    LoopWrites(EventLoop loop) {
        this.loop = loop;
    }

    void readBegins() {
        reading = true;
    }

    void readIsOver() {
        reading = false;
        flush();
    }

    void touched(H2Connection connection) {
        if (connection.markDirty()) {
            dirty.add(connection);
        }
        if (!reading && !scheduled) {
            scheduled = true;
            loop.execute(() -> {
                scheduled = false;
                flush();
            });
        }
    }

    private void flush() {
        for (H2Connection next = dirty.poll(); next != null; next = dirty.poll()) {
            next.flushNow();
        }
    }
}
