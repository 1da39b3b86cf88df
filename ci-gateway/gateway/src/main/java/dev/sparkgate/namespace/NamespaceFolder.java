package dev.sparkgate.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.util.Objects.requireNonNull;

import dev.sparkgate.file.FileTree;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a namespace. It is open from its note's first writing to its end; an ended one stays as long as others hold
 * it, and goes with the last of them.
 *
 * <p>Several gateways work on the same folders without a lock between them: who holds writes its mark first and then looks
 * whether the folder is open; who ends writes the end first and then looks for marks. One of them sees the other.
 */
record NamespaceFolder(Path path) {
    private static final String OPEN = ".namespace.json";
    private static final String ENDED = ".ended.json";
    /** A mark in it per namespace that reads this one's files. Drivers delete nothing here as long as it is there. */
    private static final String FORKS = ".forks";

    private static final String POINTERS = "catalog.json";

    boolean isOpen() {
        return Files.exists(path.resolve(OPEN));
    }

    boolean hasEnded() {
        return Files.exists(path.resolve(ENDED));
    }

    NamespaceNote note() throws IOException {
        return NamespaceNote.read(path.resolve(OPEN));
    }

    /** Opens it; the folder must be there. */
    void open(NamespaceNote note) throws IOException {
        Path draft = path.resolve(OPEN + ".new");
        Files.write(draft, note.write());
        Files.move(draft, path.resolve(OPEN), ATOMIC_MOVE);
    }

    /** Ends it: nobody can hold it any more. Does nothing when it has ended, or never was open. */
    void end() throws IOException {
        try {
            Files.move(path.resolve(OPEN), path.resolve(ENDED));
        } catch (NoSuchFileException notOpen) {
            return; // ended already, by an attempt before this one
        }
    }

    /** Takes an end back. */
    void reopen() throws IOException {
        Files.move(path.resolve(ENDED), path.resolve(OPEN));
    }

    /**
     * Marks it as needed by another namespace, whose folder must be there.
     *
     * @return false when it is not open, and so may go at any time; then there is no mark
     */
    boolean hold(NamespaceFolder holder) throws IOException {
        Path mark = mark(holder);
        boolean marked = false;
        for (int attempt = 0; !marked && isOpen() && attempt < 100; attempt++) {
            marked = write(mark, holder);
        }
        if (marked && isOpen()) {
            return true;
        }
        release(holder);
        return false;
    }

    /** Takes a mark away; does nothing when there is none. */
    void release(NamespaceFolder holder) throws IOException {
        Files.deleteIfExists(mark(holder));
        try {
            Files.deleteIfExists(path.resolve(FORKS));
        } catch (DirectoryNotEmptyException othersHoldIt) {
            return;
        }
    }

    /** Says whether a namespace that is still there holds it. */
    boolean isHeld() throws IOException {
        try (Stream<Path> marks = Files.list(path.resolve(FORKS))) {
            for (Path mark : (Iterable<Path>) marks::iterator) {
                if (Files.exists(Path.of(Files.readString(mark)))) {
                    return true;
                }
            }
        } catch (NoSuchFileException noMarks) {
            return false;
        }
        return false;
    }

    /** Gives another namespace all catalogs of this one, as they are now: pointers only, no data. */
    void copyPointers(Iterable<String> catalogs, NamespaceFolder to) throws IOException {
        for (String catalog : catalogs) {
            Path pointers = path.resolve(catalog).resolve(POINTERS);
            if (Files.exists(pointers)) {
                Path folder = Files.createDirectories(to.path.resolve(catalog));
                Files.copy(pointers, folder.resolve(POINTERS), REPLACE_EXISTING);
            }
        }
    }

    /**
     * Removes it, when it has ended and nobody holds it, and all that only it has held.
     *
     * @throws IOException when something cannot be removed; safe to repeat
     */
    void remove() throws IOException {
        if (isOpen() || isHeld()) {
            return;
        }
        List<Path> holds = hasEnded() ? NamespaceNote.read(path.resolve(ENDED)).holds() : List.of();
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!file.endsWith(ENDED)) {
                    FileTree.delete(file);
                }
            }
        } catch (NoSuchFileException gone) {
            return;
        }
        // Last: it says what else is to be released, should this attempt not come to its end.
        for (Path held : holds) {
            release(held);
        }
        FileTree.delete(path);
    }

    /** Releases what this one holds, and removes it if that was its last holder. */
    void release(Path held) throws IOException {
        NamespaceFolder folder = new NamespaceFolder(held);
        folder.release(this);
        if (folder.hasEnded()) {
            folder.remove();
        }
    }

    private boolean write(Path mark, NamespaceFolder holder) throws IOException {
        try {
            Files.createDirectory(requireNonNull(mark.getParent()));
        } catch (FileAlreadyExistsException usual) {
            // another holds it, too
        } catch (NoSuchFileException gone) {
            return false;
        }
        try {
            Files.write(mark, holder.path.toString().getBytes(UTF_8));
            return true;
        } catch (NoSuchFileException releasedMeanwhile) {
            return false;
        }
    }

    private Path mark(NamespaceFolder holder) {
        String name = Optional.ofNullable(holder.path.getFileName())
                .map(Path::toString)
                .orElse("root");
        return path.resolve(FORKS).resolve(name);
    }
}
