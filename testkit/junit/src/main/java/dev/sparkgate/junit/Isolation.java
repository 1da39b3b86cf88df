package dev.sparkgate.junit;

/** Says what a scope has to itself. */
public enum Isolation {
    /** A namespace: catalogs and tables of its own on a driver that it shares with other leases. */
    NAMESPACE,
    /** A namespace that starts as a copy-on-write fork of a template. Refused for now. */
    FORK,
    /** Only a session: configuration and temporary views; tables are shared. Refused for now. */
    SESSION,
    /** A driver of its own. Refused for now. */
    SERVER
}
