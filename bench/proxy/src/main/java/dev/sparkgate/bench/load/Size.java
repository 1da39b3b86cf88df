package dev.sparkgate.bench.load;

import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Answers whose length alone matters: the load generator must not become what is measured. */
final class Size implements MethodDescriptor.Marshaller<Integer> {
    @Override
    public InputStream stream(Integer size) {
        throw new UnsupportedOperationException("sizes are received only");
    }

    @Override
    public Integer parse(InputStream received) {
        try (received) {
            return received.available();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
