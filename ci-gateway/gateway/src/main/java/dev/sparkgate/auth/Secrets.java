package dev.sparkgate.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the secrets of leases from one key of the installation, so that a lease can be answered again with the same
 * secret while only the secret's hash is kept (docs/adr/0004).
 */
public final class Secrets {
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;

    private Secrets(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** Reads the installation's key, a file that only its owner can read, and makes it where there is none. */
    public static Secrets load(Path file) {
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length == KEY_BYTES) {
                return new Secrets(key);
            }
            throw new SparkgateException(
                    ErrorCode.STATE_UNAVAILABLE,
                    "key file " + file + " has " + key.length + " bytes (expected: " + KEY_BYTES
                            + "); delete it to make a new one, which ends all leases");
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.STATE_UNAVAILABLE, "cannot read or make the key file " + file + ": " + e, e);
        }
    }

    /** Returns the secret of a lease: 256 bits as unpadded base64url, always the same for the same lease. */
    public String leaseSecret(String leaseId) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] secret = mac.doFinal(("lease/" + leaseId).getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is in every Java", e);
        }
    }

    /** Returns what is kept of a secret: its SHA-256 in hex. */
    public static String hash(String secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is in every Java", e);
        }
    }

    private static void create(Path file) throws IOException {
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        try (var channel = Files.newByteChannel(
                file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(java.nio.ByteBuffer.wrap(fresh));
        } catch (FileAlreadyExistsException raced) {
            // another gateway of this installation was first: its key is the key
        }
    }
}
