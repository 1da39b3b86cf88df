package dev.sparkgate.proxy.h2;

import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * One event loop with all that lives on it: its clients' connections and its own connections to drivers. A call never
 * leaves its loop, so that nothing on its way needs a lock.
 */
public final class Loop implements Executor {
    private final EventLoop thread;
    private final DriverConnector connector;
    private final LoopWrites writes;
    private final Map<String, DriverConnection> drivers = new HashMap<>();

    Loop(EventLoop thread, DriverConnector connector) {
        this.thread = thread;
        this.connector = connector;
        this.writes = new LoopWrites(thread);
    }

    /** Runs on the loop's thread, at once when called there. */
    @Override
    public void execute(Runnable work) {
        if (thread.inEventLoop()) {
            work.run();
        } else {
            thread.execute(work);
        }
    }

    /** Returns this loop's connection to a driver, opened now if need be. To be called on the loop's thread. */
    public DriverConnection driver(DriverAddress driver) {
        DriverConnection known = drivers.get(driver.key());
        if (known != null && known.takesStreams()) {
            return known;
        }
        DriverConnection fresh = connector.connect(this, driver);
        drivers.put(driver.key(), fresh);
        return fresh;
    }

    /** Closes the connection to a driver that is gone. */
    void forget(String key) {
        execute(() -> {
            DriverConnection known = drivers.remove(key);
            if (known != null) {
                known.closeNow();
            }
        });
    }

    /** Closes the connections to all drivers. */
    void close() {
        execute(() -> {
            drivers.values().forEach(DriverConnection::closeNow);
            drivers.clear();
        });
    }

    EventLoop thread() {
        return thread;
    }

    LoopWrites writes() {
        return writes;
    }
}
