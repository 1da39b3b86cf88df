package dev.sparkgate.bench.soak;

import dev.sparkgate.bench.load.Endpoint;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Clients that do one thing after the other for a while, and then end, all of them. */
public final class Round {
    private final List<Map.Entry<String, Deed>> deeds;
    private final Map<String, LongAdder> done = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    public Round(Endpoint gateway, URI http) {
        deeds = List.copyOf(new Deeds(gateway, http).byName().entrySet());
    }

    /** Plays one round, to the end of the last deed. */
    public Tally play(int clients, int seconds) throws InterruptedException {
        done.clear();
        failures.clear();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(() -> live(end), "client-" + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Map<String, Long> counts = new ConcurrentSkipListMap<>();
        done.forEach((deed, count) -> counts.put(deed, count.sum()));
        return new Tally(counts, List.copyOf(failures));
    }

    private void live(long end) {
        while (end - System.nanoTime() > 0) {
            Map.Entry<String, Deed> deed = deeds.get(ThreadLocalRandom.current().nextInt(deeds.size()));
            try {
                deed.getValue().perform();
                done.computeIfAbsent(deed.getKey(), name -> new LongAdder()).increment();
            } catch (StatusRuntimeException | IOException e) {
                failures.add(deed.getKey() + ": " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /**
     * What came of a round.
     *
     * @param done how often each deed was done
     * @param failures in words
     */
    public record Tally(Map<String, Long> done, List<String> failures) {}
}
