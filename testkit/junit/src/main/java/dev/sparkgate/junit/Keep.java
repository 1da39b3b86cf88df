package dev.sparkgate.junit;

/** Says whether a namespace outlives its tests. */
public enum Keep {
    /** The namespace goes with the lease, at the end of the scope. */
    NEVER,
    /** When a test failed, the lease stays for half an hour, and the failure says how to enter it. */
    ON_FAILURE
}
