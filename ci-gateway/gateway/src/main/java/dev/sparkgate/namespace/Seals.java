package dev.sparkgate.namespace;

import java.security.SecureRandom;
import java.util.Base64;

/** Words that open a namespace to the sessions that are told them. */
final class Seals {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    private Seals() {}

    static String fresh() {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
