package dev.sparkgate.driver.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps archives of the classes that drivers load, which halve their start: one for each Java build, class path and set of flags.
 *
 * <p>A JVM takes an archive only for the very same class path, jars untouched since; all of that is in the key.
 */
final class ClassDataArchives {
    /** Each is some 150 MB. */
    private static final int KEPT = 4;

    private final Path folder;
    private final Clock clock;

    ClassDataArchives(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    Path file(LaunchPlan plan) throws IOException {
        StringBuilder key = new StringBuilder();
        key.append(plan.java().executable())
                .append('\n')
                .append(plan.java().build())
                .append('\n');
        plan.flags().forEach(flag -> key.append(flag).append('\n'));
        for (String entry : plan.classPath()) {
            Path jar = Path.of(entry);
            key.append(entry)
                    .append(' ')
                    .append(Files.size(jar))
                    .append(' ')
                    .append(Files.getLastModifiedTime(jar).toMillis())
                    .append('\n');
        }
        return folder.resolve(Digests.sha256(key.toString()) + ".jsa");
    }

    /** Returns the flags that make a start use the plan's archive, or none when there is no archive yet. */
    Optional<List<String>> flags(LaunchPlan plan) throws IOException {
        Path archive = file(plan);
        if (!Files.isRegularFile(archive)) {
            return Optional.empty();
        }
        Files.setLastModifiedTime(archive, FileTime.from(clock.instant())); // the one unused for longest goes first
        return Optional.of(
                List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off,cds+dynamic=off"));
    }

    /** Removes what is more than a few, and what was left by trainings that were killed. */
    void prune() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            for (Path file : all) {
                if (SparkFolder.name(file).endsWith(".jsa.tmp")) {
                    Files.deleteIfExists(file);
                }
            }
            List<Path> archives = all.stream()
                    .filter(file -> SparkFolder.name(file).endsWith(".jsa"))
                    .sorted(Comparator.comparing(ClassDataArchives::lastUse).reversed())
                    .toList();
            for (Path archive : archives.subList(Math.min(KEPT, archives.size()), archives.size())) {
                Files.deleteIfExists(archive);
            }
        }
    }

    private static FileTime lastUse(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}
