package dev.sparkgate.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The files of a fixture. Two bundles with the same content are the same fixture to a gateway, whoever made them.
 *
 * @param name for messages
 * @param files their content by path, {@code /} between folders
 */
record FixtureBundle(String name, SortedMap<String, byte[]> files) {
    FixtureBundle {
        requireNonNull(name, "name");
        requireNonNull(files, "files");
    }

    /** Returns the id that gateways give the same files. */
    String id() {
        MessageDigest digest = sha256();
        digest.update("sparkgate-fixture-1\n".getBytes(UTF_8));
        files.forEach((path, content) -> {
            digest.update(path.getBytes(UTF_8));
            digest.update((byte) 0);
            digest.update(HexFormat.of().formatHex(sha256().digest(content)).getBytes(UTF_8));
            digest.update((byte) '\n');
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static FixtureBundle of(String name, Map<String, byte[]> files) {
        return new FixtureBundle(name, new TreeMap<>(files));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
