package dev.sparkgate.driver.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes small jars, and folders that look like an installed Spark. */
final class TestJars {
    private TestJars() {}

    static Path write(Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setMethod(ZipOutputStream.DEFLATED);
            zip.putNextEntry(new ZipEntry("content"));
            zip.write("some content that can be told from damaged content".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return jar;
    }

    static Path sparkHome(Path home, String version) throws IOException {
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (String name : new String[] {"spark-core", "spark-connect", "spark-sql"}) {
            write(jars.resolve(name + "_2.13-" + version + ".jar"));
        }
        write(jars.resolve("slf4j-api-2.0.17.jar"));
        Path python = Files.createDirectories(home.resolve("python").resolve("lib"));
        write(python.resolve("pyspark.zip"));
        write(python.resolve("py4j-0.10.9.9-src.zip"));
        return home;
    }

    /** Returns a Python that knows one thing: where pyspark is. */
    static Path python(Path file, Path pyspark) throws IOException {
        Files.writeString(file, "#!/bin/sh\necho '" + pyspark + "'\n");
        file.toFile().setExecutable(true);
        return file;
    }
}
