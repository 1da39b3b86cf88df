package dev.sparkgate.driver.fixed;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.driver.Address;

/**
 * A driver that somebody else runs.
 *
 * @param token what it wants as {@code authorization: Bearer …}; empty when it wants none
 */
public record FixedDriver(Address address, String token) {
    public FixedDriver {
        requireNonNull(address, "address");
        requireNonNull(token, "token");
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "FixedDriver[" + address + "]";
    }
}
