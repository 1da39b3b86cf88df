package dev.sparkgate.lease;

/** Why a lease ended. */
public enum EndReason {
    RELEASED,
    EXPIRED,
    IDLE,
    DRIVER_LOST,
    REVOKED,
    FAILED
}
