package dev.sparkgate.junit;

/** Says what a scope, or each method in it, has to itself. */
public enum Isolation {
    /** A namespace: catalogs and tables of the scope's own on a driver that it shares with other leases. */
    NAMESPACE,
    /**
     * For each method a fork of the class's namespace as {@code @BeforeAll} left it, tables and session state; what the method
     * writes is gone after it. For methods that write.
     */
    FORK,
    /**
     * For each method a session that starts as the class's was left by {@code @BeforeAll}: settings and temporary views;
     * tables are the class's. For methods that read.
     */
    SESSION,
    /** A driver of the scope's own, in a gateway that is started for it and ends with it. */
    SERVER
}
