package dev.sparkgate.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Reads the files of a fixture that an annotation names: {@code classpath:…} or a path of the working folder. */
final class FixtureLocation {
    private static final String CLASS_PATH = "classpath:";
    private static final int MOST_FILES = 10_000;

    private FixtureLocation() {}

    /** @throws ExtensionConfigurationException when there is none */
    static FixtureBundle read(String location, Class<?> test, Path workingFolder) {
        try {
            if (!location.startsWith(CLASS_PATH)) {
                Path path = workingFolder.resolve(location);
                if (!Files.exists(path)) {
                    throw missing(location, "a file or folder under " + workingFolder + ", or classpath:…");
                }
                return bundle(location, path);
            }
            return fromClassPath(location, test);
        } catch (IOException | URISyntaxException e) {
            throw new ExtensionConfigurationException(
                    "fixture '" + location + "' can't be read: " + e + "; check its files and their rights", e);
        }
    }

    private static FixtureBundle fromClassPath(String location, Class<?> test) throws IOException, URISyntaxException {
        String resource = location.substring(CLASS_PATH.length()).replaceAll("^/+|/+$", "");
        URL url = resource.isEmpty() ? null : loader(test).getResource(resource);
        if (url == null) {
            throw missing(
                    location, "a resource such as src/test/resources/" + resource + ", with slashes and its ending");
        }
        URI uri = url.toURI();
        if (!"jar".equals(uri.getScheme())) {
            return bundle(location, Path.of(uri));
        }
        // A file system of its own: the shared one of a jar can be open elsewhere, and closed by whoever opened it.
        String text = uri.toString();
        Path jar = Path.of(URI.create(text.substring("jar:".length(), text.indexOf("!/"))));
        try (FileSystem files = FileSystems.newFileSystem(jar)) {
            return bundle(location, files.getPath(resource));
        }
    }

    private static ClassLoader loader(Class<?> test) {
        ClassLoader own = test.getClassLoader();
        return own == null ? ClassLoader.getSystemClassLoader() : own;
    }

    private static FixtureBundle bundle(String location, Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return FixtureBundle.of(location, below(path));
        }
        Path folder = requireNonNull(path.toAbsolutePath().getParent(), "folder of a file");
        String name = String.valueOf(path.getFileName());
        byte[] content = Files.readAllBytes(path);
        String kind = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        Map<String, byte[]> files = new TreeMap<>(Map.of(name, content));
        switch (kind) {
            case "sql" -> {}
            case "yaml", "yml" -> files.putAll(mentioned(new String(content, UTF_8), folder, name));
            case "csv", "json", "jsonl", "ndjson", "parquet" -> files.put("sparkgate-table.yaml", table(name, kind));
            default ->
                throw new ExtensionConfigurationException("fixture '" + location
                        + "' is of no known kind (expected: a folder, .yaml, .sql, .csv, .jsonl or .parquet);"
                        + " see docs/fixtures.md");
        }
        return FixtureBundle.of(location, files);
    }

    /** A data file alone is a table of its name in the default database. */
    private static byte[] table(String file, String kind) {
        String source = switch (kind) {
            case "csv" -> "csv";
            case "parquet" -> "parquet";
            default -> "json-lines";
        };
        String table = file.substring(0, file.lastIndexOf('.'));
        return ("tables:\n  default." + table + ":\n    data: {" + source + ": \"" + file + "\"}\n").getBytes(UTF_8);
    }

    /** Returns the files beside a fixture file, or below, that it speaks of: the folder may hold much else. */
    private static Map<String, byte[]> mentioned(String text, Path folder, String self) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
                String relative = relative(folder, file);
                if (!relative.equals(self) && (text.contains(relative) || parentMentioned(text, relative))) {
                    files.put(relative, Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    /** A folder of Parquet files is named as a whole. */
    private static boolean parentMentioned(String text, String relative) {
        int slash = relative.lastIndexOf('/');
        return slash > 0 && text.contains(relative.substring(0, slash)) && relative.endsWith(".parquet");
    }

    private static Map<String, byte[]> below(Path folder) throws IOException {
        List<Path> found;
        try (Stream<Path> walk = Files.walk(folder)) {
            found = walk.filter(Files::isRegularFile).limit(MOST_FILES + 1L).toList();
        }
        if (found.size() > MOST_FILES) {
            throw new ExtensionConfigurationException("fixture folder " + folder + " has more than " + MOST_FILES
                    + " files (expected: fewer); name a folder below it");
        }
        Map<String, byte[]> files = new TreeMap<>();
        for (Path file : found) {
            files.put(relative(folder, file), Files.readAllBytes(file));
        }
        return files;
    }

    private static String relative(Path folder, Path file) {
        return folder.relativize(file.toAbsolutePath().startsWith(folder) ? file.toAbsolutePath() : file)
                .toString()
                .replace(file.getFileSystem().getSeparator(), "/");
    }

    private static ExtensionConfigurationException missing(String location, String expected) {
        return new ExtensionConfigurationException(
                "fixture '" + location + "' is not there (expected: " + expected + "); check the name");
    }
}
