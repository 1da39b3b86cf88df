package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.file.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Hands out slots: first one whose gateway crashed and left its state, else the lowest free number. */
final class Slots {
    private static final Set<String> NOT_STATE =
            Set.of(Slot.LOCK, Slot.KIND, Slot.OUTPUT, Slot.LOG, Slot.LOG + ".1", Slot.LOG + ".2");

    private final Home home;
    private final String version;

    Slots(Home home, String version) {
        this.home = requireNonNull(home, "home");
        this.version = requireNonNull(version, "version");
    }

    /** Keeps two processes from claiming or removing a slot at the same moment; held for moments only. */
    static FileChannel exclusive(Home home) throws IOException {
        return FileLocks.acquire(home.gateways().resolve(".claims"), () -> {});
    }

    Slot claim(Slot.Kind kind) throws IOException {
        home.create();
        try (FileChannel claims = exclusive(home)) {
            for (int number : numbers()) {
                if (hasState(number) && kindOf(number).equals(Optional.of(kind))) {
                    Slot slot = tryClaim(number, kind);
                    if (slot != null) {
                        return slot;
                    }
                }
            }
            for (int number = 0; ; number++) {
                boolean othersState = hasState(number) && !kindOf(number).equals(Optional.of(kind));
                Slot slot = othersState ? null : tryClaim(number, kind);
                if (slot != null) {
                    return slot;
                }
            }
        }
    }

    private @Nullable Slot tryClaim(int number, Slot.Kind kind) throws IOException {
        Path folder = home.slot(number);
        FileChannel lock = FileLocks.tryAcquire(folder.resolve(Slot.LOCK));
        if (lock == null) {
            return null;
        }
        Files.deleteIfExists(home.record(number)); // of a gateway that crashed
        boolean adopted = hasState(number);
        if (adopted && kind == Slot.Kind.EPHEMERAL && !marker(number).equals(mark(kind))) {
            removeState(folder);
            adopted = false;
        }
        PrivateFiles.replace(folder.resolve(Slot.KIND), mark(kind));
        return new Slot(home, number, kind, adopted, lock);
    }

    private List<Integer> numbers() throws IOException {
        try (Stream<Path> files = Files.list(home.gateways())) {
            return files.filter(Files::isDirectory)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{1,6}"))
                    .map(Integer::valueOf)
                    .sorted()
                    .toList();
        }
    }

    private boolean hasState(int number) throws IOException {
        Path folder = home.slot(number);
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> !NOT_STATE.contains(file.getFileName().toString()));
        }
    }

    private Optional<Slot.Kind> kindOf(int number) throws IOException {
        String marker = marker(number);
        return Stream.of(Slot.Kind.values())
                .filter(kind -> marker.startsWith(kind.name()))
                .findFirst();
    }

    private String marker(int number) throws IOException {
        Path file = home.slot(number).resolve(Slot.KIND);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** State of an ephemeral gateway is not worth a migration: another version's is dropped. */
    private String mark(Slot.Kind kind) {
        return kind + " " + version + "\n";
    }

    private static void removeState(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().equals(Slot.LOCK)) {
                    FileTree.delete(file);
                }
            }
        }
    }
}
