package dev.sparkgate.bench.load;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Messages as bytes that somebody else has encoded; one array may be sent many times. */
public final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
        return new Whole(message);
    }

    @Override
    public byte[] parse(InputStream received) {
        try (received) {
            return received.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Written in one go: without it, grpc-java copies in small pieces. */
    private static final class Whole extends ByteArrayInputStream implements KnownLength, Drainable {
        Whole(byte[] message) {
            super(message);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int length = available();
            target.write(buf, pos, length);
            pos = count;
            return length;
        }
    }
}
