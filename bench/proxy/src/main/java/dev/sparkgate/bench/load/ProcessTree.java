package dev.sparkgate.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What a process and its children use, as Linux counts it. */
public final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    /** The JVM looks every five seconds what it can give back. */
    private static final long REST_NANOS = 7_000_000_000L;

    private static final long LONGEST_NANOS = 30_000_000_000L;
    private static final long LOOK_MILLIS = 250;

    private final long pid;
    /** CPU time by thread. Threads that have ended stay in it: their time was used. */
    private final Map<String, Long> threads = new HashMap<>();

    public ProcessTree(long pid) {
        this.pid = pid;
    }

    /** CPU time so far in nanoseconds, all threads; finer than {@code /proc/PID/stat}, which counts in hundredths. */
    public long cpuNanos() {
        pids().forEach(process -> {
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(PROC.resolve(process + "/task"))) {
                for (Path task : tasks) {
                    String ran = Files.readString(task.resolve("schedstat")).split(" ")[0];
                    threads.put(task.getFileName().toString(), Long.parseLong(ran));
                }
            } catch (IOException e) {
                // A thread or process that has just ended: what it used is known but for its last moments.
            }
        });
        return threads.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Memory that is in RAM, in bytes. */
    public long residentBytes() {
        return pids().map(ProcessTree::residentBytes).sum();
    }

    /**
     * Memory that it keeps in RAM once it has come to rest, in bytes: JIT compilers use tens of megabytes while they work and
     * give them back seconds later. Waits until it has become no less for a while, half a minute at most.
     */
    public long residentBytesAtRest() throws InterruptedException {
        long start = System.nanoTime();
        long least = residentBytes();
        long since = start;
        while (System.nanoTime() - since < REST_NANOS && System.nanoTime() - start < LONGEST_NANOS) {
            Thread.sleep(LOOK_MILLIS);
            long now = residentBytes();
            if (now < least) {
                least = now;
                since = System.nanoTime();
            }
        }
        return least;
    }

    private LongStream pids() {
        if (pid == 0) {
            return LongStream.empty();
        }
        LongStream children = ProcessHandle.of(pid)
                .map(ProcessHandle::descendants)
                .orElse(Stream.empty())
                .mapToLong(ProcessHandle::pid);
        return LongStream.concat(LongStream.of(pid), children);
    }

    private static long residentBytes(long process) {
        try {
            return Files.readAllLines(PROC.resolve(process + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
