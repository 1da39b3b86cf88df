package dev.sparkgate.bench.fake;

/** The same message, so many times. */
record Answer(byte[] message, long times) {}
