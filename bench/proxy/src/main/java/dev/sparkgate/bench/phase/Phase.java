package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Endpoint;
import java.io.IOException;
import java.util.Map;

/** Something to be measured of each endpoint, in blocks: a block of one endpoint, a block of the next, and round again. */
public interface Phase extends AutoCloseable {
    String name();

    /** Blocks whose values are thrown away. */
    int warmUpBlocks();

    int blocks();

    /**
     * Measures one block and returns its values by name; those that are no numbers are left out.
     *
     * @throws io.grpc.StatusRuntimeException when the endpoint fails
     */
    Map<String, Double> block(Endpoint endpoint) throws IOException, InterruptedException;

    /** Lets go of what the blocks share. */
    @Override
    default void close() {}
}
