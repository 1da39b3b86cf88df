package dev.sparkgate.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The heap of another JVM, right after a full collection.
 *
 * @param usedBytes what its objects take
 * @param residentBytes what it takes of the machine's memory; a JVM keeps more than it uses
 */
public record JvmHeap(long usedBytes, long residentBytes) {
    /** {@code def new generation total 9792K, used 1234K [0xf0000000, 0xf0aa0000, 0xf5550000)}, by any collector. */
    private static final Pattern SPACE =
            Pattern.compile("total \\d+K, used (\\d+)K \\[(0x\\p{XDigit}+), .*?(0x\\p{XDigit}+)\\)");

    private static final Pattern MAPPING = Pattern.compile("(\\p{XDigit}+)-(\\p{XDigit}+) .*");

    /** Makes a process collect its garbage, then looks; empty when it is no JVM. */
    public static Optional<JvmHeap> collectAndRead(long pid) throws IOException, InterruptedException {
        Path program = Path.of("/proc/" + pid + "/exe");
        if (pid == 0 || !program.toRealPath().endsWith("java")) {
            return Optional.empty();
        }
        jcmd(pid, "GC.run");
        return Optional.of(read(pid, jcmd(pid, "GC.heap_info")));
    }

    private static JvmHeap read(long pid, String info) throws IOException {
        long used = 0;
        long begin = Long.MAX_VALUE;
        long end = 0;
        Matcher spaces = SPACE.matcher(info);
        for (MatchResult space : spaces.results().toList()) {
            used += Long.parseLong(space.group(1)) << 10;
            begin = Math.min(begin, Long.decode(space.group(2)));
            end = Math.max(end, Long.decode(space.group(3)));
        }
        if (end == 0) {
            throw new IOException("process " + pid + " tells nothing of its heap (expected: its spaces): " + info);
        }
        return new JvmHeap(used, resident(pid, begin, end));
    }

    private static long resident(long pid, long begin, long end) throws IOException {
        long kilobytes = 0;
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.matches()) {
                inside = Long.parseUnsignedLong(mapping.group(1), 16) >= begin
                        && Long.parseUnsignedLong(mapping.group(2), 16) <= end;
            } else if (inside && line.startsWith("Rss:")) {
                kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return kilobytes << 10;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("'jcmd " + pid + " " + command + "' failed (expected: success): " + told);
        }
        return told;
    }
}
