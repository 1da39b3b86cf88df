package dev.sparkgate.driver.process;

import java.io.IOException;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Finds the driver module's jar, or makes one of its classes where Maven has not packaged it. */
final class DriverJars {
    private static final String MAIN = "dev/sparkgate/driver/runtime/DriverMain.class";

    private DriverJars() {}

    static Path find(Path folder) throws Exception {
        URL main = Objects.requireNonNull(DriverJars.class.getClassLoader().getResource(MAIN), MAIN);
        if (main.openConnection() instanceof JarURLConnection inJar) {
            return Path.of(inJar.getJarFileURL().toURI());
        }
        Path classes = Path.of(main.toURI());
        for (int i = 0; i < MAIN.split("/").length; i++) {
            classes = classes.getParent();
        }
        return pack(classes, folder.resolve("sparkgate-driver.jar"));
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Path content : files) {
                out.putNextEntry(new ZipEntry(classes.relativize(content).toString()));
                Files.copy(content, out);
                out.closeEntry();
            }
        }
        return jar;
    }
}
