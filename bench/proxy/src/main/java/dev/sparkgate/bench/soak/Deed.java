package dev.sparkgate.bench.soak;

import java.io.IOException;

/** Something that a client does, from its first call to its last. */
@FunctionalInterface
interface Deed {
    /** Throws {@link io.grpc.StatusRuntimeException} or {@link IOException} when the gateway does not do its part. */
    void perform() throws IOException, InterruptedException;
}
