package dev.sparkgate.lease;

/** What taking a lease down begins with next; the steps after it follow in this order. */
public enum TeardownStep {
    /** What its sessions still run is interrupted. */
    INTERRUPT,
    /** Its sessions are released at the driver. */
    RELEASE,
    /** Its namespace is dropped; the lease's end is stored afterwards. */
    DROP
}
