package dev.sparkgate.bench.floor;

import io.grpc.Detachable;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A message in the buffers it was received in. */
final class PassedMessage extends FilterInputStream implements KnownLength, Drainable {
    private final byte[] scratch;

    private PassedMessage(InputStream buffers, byte[] scratch) {
        super(buffers);
        this.scratch = scratch;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
        int drained = 0;
        for (int count = read(scratch); count > 0; count = read(scratch)) {
            target.write(scratch, 0, count);
            drained += count;
        }
        return drained;
    }

    /** Takes the buffers over from grpc-java. For one event loop: all its messages share one scratch array. */
    static final class Marshaller implements MethodDescriptor.Marshaller<InputStream> {
        private final byte[] scratch = new byte[32 << 10];

        @Override
        public InputStream stream(InputStream message) {
            return message;
        }

        @Override
        public InputStream parse(InputStream received) {
            return new PassedMessage(((Detachable) received).detach(), scratch);
        }
    }
}
