package dev.sparkgate.junit;

/** Says whether a namespace outlives its tests. */
public enum Keep {
    /** The namespace goes with the lease, at the end of the scope. */
    NEVER,
    /** The namespace stays for a look when a test failed. Refused for now. */
    ON_FAILURE
}
