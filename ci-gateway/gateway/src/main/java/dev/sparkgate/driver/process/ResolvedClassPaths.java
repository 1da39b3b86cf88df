package dev.sparkgate.driver.process;

import dev.sparkgate.driver.ProgressListener;
import dev.sparkgate.driver.process.Artifacts.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Remembers what coordinates resolved to, one folder each, so that the resolver runs once and a machine without a network can start
 * drivers.
 */
final class ResolvedClassPaths {
    private static final String FILE = "classpath";

    private final Path folder;
    private final Artifacts artifacts;

    ResolvedClassPaths(Path folder, Artifacts artifacts) {
        this.folder = folder;
        this.artifacts = artifacts;
    }

    Path folder(String name) {
        return folder.resolve(name);
    }

    /** Returns the files of a request, resolved now unless that has been done and all files are still there. */
    List<Path> get(String name, String what, Request request, ProgressListener progress) throws IOException {
        Optional<List<Path>> remembered = remembered(name, request);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        try (FileMutex held = lock(what, progress)) {
            Optional<List<Path>> resolvedMeanwhile = remembered(name, request);
            if (resolvedMeanwhile.isPresent()) {
                return resolvedMeanwhile.get();
            }
            return resolve(name, what, request, progress);
        }
    }

    /** Resolves anew, whatever is remembered. */
    List<Path> refresh(String name, String what, Request request, ProgressListener progress) throws IOException {
        try (FileMutex held = lock(what, progress)) {
            return resolve(name, what, request, progress);
        }
    }

    /** Returns what is remembered, if all of it is still there. */
    Optional<List<Path>> remembered(String name, Request request) throws IOException {
        Path file = folder(name).resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).equals(request.fingerprint())) {
            return Optional.empty();
        }
        List<Path> jars = lines.stream().skip(1).map(Path::of).toList();
        return jars.stream().allMatch(Files::isRegularFile) ? Optional.of(jars) : Optional.empty();
    }

    private FileMutex lock(String what, ProgressListener progress) throws IOException {
        Path file = folder.resolve(".lock");
        Optional<FileMutex> held = FileMutex.tryLock(file);
        if (held.isPresent()) {
            return held.get();
        }
        progress.progress("waiting for another Sparkgate that resolves, for " + what, 0, -1);
        return FileMutex.lock(file);
    }

    private List<Path> resolve(String name, String what, Request request, ProgressListener progress)
            throws IOException {
        List<Path> jars = artifacts.resolve(what, request, progress);
        List<String> lines = new ArrayList<>();
        lines.add(request.fingerprint());
        jars.forEach(jar -> lines.add(jar.toString()));
        Files.createDirectories(folder(name));
        Folders.replace(folder(name).resolve(FILE), String.join("\n", lines) + "\n");
        return jars;
    }
}
