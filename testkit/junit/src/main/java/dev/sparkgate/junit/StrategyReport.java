package dev.sparkgate.junit;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells at the end of a run what the leases cost: as text, and as JSON and a page in {@code sparkgate-report/}. */
final class StrategyReport {
    private static final Logger LOG = System.getLogger(StrategyReport.class.getName());
    private static final long NANOS = 1_000_000;

    private final Surroundings surroundings;

    StrategyReport(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    void write(Strategy strategy) {
        List<Strategy.Step> steps = strategy.steps();
        if (steps.isEmpty()) {
            return;
        }
        List<Line> lines = lines(steps);
        LOG.log(Level.INFO, text(lines, steps));
        Path folder = folder();
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            String name = "run-" + ProcessHandle.current().pid() + ".json";
            Files.writeString(folder.resolve(name), Json.write(json(lines, steps)));
            Files.writeString(folder.resolve("index.html"), StrategyPage.of(runs(folder)));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the strategy report could not be written to {0}: {1}", folder, e);
        }
    }

    /** One kind of step, summed up. Times in milliseconds. */
    record Line(String what, int count, long sum, long median, long longest) {}

    static List<Line> lines(List<Strategy.Step> steps) {
        List<Line> lines = new ArrayList<>();
        for (Strategy.Kind kind : Strategy.Kind.values()) {
            long[] millis = steps.stream()
                    .filter(step -> step.kind() == kind)
                    .mapToLong(step -> step.nanos() / NANOS)
                    .sorted()
                    .toArray();
            if (millis.length > 0) {
                long sum = 0;
                for (long one : millis) {
                    sum += one;
                }
                lines.add(
                        new Line(kind.words, millis.length, sum, millis[millis.length / 2], millis[millis.length - 1]));
            }
        }
        return lines;
    }

    /** What a class would have waited for a Spark of its own, less what it waited here. */
    private long saved(List<Strategy.Step> steps) {
        long classes = steps.stream()
                .filter(step -> step.kind() == Strategy.Kind.LEASE || step.kind() == Strategy.Kind.FIXTURE_LEASE)
                .count();
        long spent = steps.stream().mapToLong(Strategy.Step::nanos).sum() / NANOS;
        return Math.max(0, classes * freshSession() - spent);
    }

    private long freshSession() {
        try {
            return Long.parseLong(surroundings.setting("SPARKGATE_REPORT_FRESH_SESSION_MS", "4000"));
        } catch (NumberFormatException e) {
            return 4_000;
        }
    }

    private String text(List<Line> lines, List<Strategy.Step> steps) {
        StringBuilder text = new StringBuilder("sparkgate:");
        for (Line line : lines) {
            text.append(String.format(
                    Locale.ROOT,
                    " %d %s (%d ms, median %d, longest %d);",
                    line.count(),
                    line.what(),
                    line.sum(),
                    line.median(),
                    line.longest()));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        " about %.1f s saved, at %.1f s for a Spark session of its own per lease",
                        saved(steps) / 1000.0,
                        freshSession() / 1000.0))
                .toString();
    }

    private Map<String, Object> json(List<Line> lines, List<Strategy.Step> steps) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pid", ProcessHandle.current().pid());
        json.put("writtenAt", Instant.now().toString());
        json.put("savedMs", saved(steps));
        json.put("freshSessionMs", freshSession());
        json.put(
                "sums",
                lines.stream()
                        .map(line -> Map.of(
                                "what", line.what(),
                                "count", line.count(),
                                "ms", line.sum(),
                                "medianMs", line.median(),
                                "longestMs", line.longest()))
                        .toList());
        json.put(
                "steps",
                steps.stream()
                        .map(step ->
                                Map.of("kind", step.kind().name(), "for", step.forWhom(), "ms", step.nanos() / NANOS))
                        .toList());
        return json;
    }

    private static Map<String, JsonFields> runs(Path folder) throws IOException {
        Map<String, JsonFields> runs = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>)
                    files.filter(path -> path.toString().endsWith(".json")).sorted()::iterator) {
                try {
                    runs.put(String.valueOf(file.getFileName()), JsonFields.parse(Files.readString(file)));
                } catch (IllegalArgumentException halfWritten) {
                    // another fork is at it, and writes the page anew
                }
            }
        }
        return runs;
    }

    /** Returns the folder of the build's output; null where there is none and nobody has named one. */
    private @Nullable Path folder() {
        String given = surroundings.setting("SPARKGATE_REPORT");
        if (given != null) {
            return "none".equals(given) ? null : surroundings.workingFolder().resolve(given);
        }
        for (String build : List.of("target", "build")) {
            Path folder = surroundings.workingFolder().resolve(build);
            if (Files.isDirectory(folder)) {
                return folder.resolve("sparkgate-report");
            }
        }
        return null;
    }
}
