package dev.sparkgate.auth;

import static java.util.Objects.requireNonNull;

/**
 * Who calls.
 *
 * @param verified whether an authenticator vouches for the name; false in open mode, where nobody is asked
 */
public record Principal(String name, boolean verified) {
    /** Everybody, where the gateway asks nobody. */
    public static final Principal ANYBODY = new Principal("anybody", false);

    public Principal {
        requireNonNull(name, "name");
    }
}
