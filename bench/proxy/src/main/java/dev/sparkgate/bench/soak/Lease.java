package dev.sparkgate.bench.soak;

/** A lease that the HTTP API has given. */
record Lease(String id, String secret) {}
