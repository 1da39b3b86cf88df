package dev.sparkgate.gateway;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random words. */
final class Nonce {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int LEASE_ID_LENGTH = 10;

    private Nonce() {}

    /** Returns 96 random bits in hex. */
    static String fresh() {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns a lease id: ten letters and digits (50 bits) that nobody misreads. */
    static String leaseId() {
        StringBuilder id = new StringBuilder(LEASE_ID_LENGTH);
        for (int i = 0; i < LEASE_ID_LENGTH; i++) {
            id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return id.toString();
    }
}
