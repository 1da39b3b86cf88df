package dev.sparkgate.proxy;

import dev.sparkgate.connect.SessionKey;
import io.grpc.Detachable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A message on its way through: its bytes, in the transport's own buffers where they can be taken over. */
final class Message {
    /** Hands messages through as they are. */
    static final MethodDescriptor.Marshaller<InputStream> PASS_THROUGH = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream instanceof Detachable detachable ? detachable.detach() : of(readAll(stream));
        }
    };

    private Message() {}

    /** Reads whose request it is, and returns the same bytes to send on. */
    static Peeked peek(InputStream message) {
        if (message.markSupported() && message instanceof KnownLength) {
            try {
                int length = message.available();
                message.mark(length);
                SessionKey session = RequestHead.scan(message, length);
                message.reset();
                return new Peeked(session, message);
            } catch (IOException e) {
                throw new UncheckedIOException("buffers in memory do not fail", e);
            }
        }
        byte[] bytes = readAll(message);
        return new Peeked(RequestHead.scan(of(bytes), bytes.length), of(bytes));
    }

    /** A first message and whose it is. */
    record Peeked(SessionKey session, InputStream message) {}

    static InputStream of(byte[] bytes) {
        return new KnownBytes(bytes);
    }

    static byte[] readAll(InputStream message) {
        try (message) {
            return message.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("buffers in memory do not fail", e);
        }
    }

    static void discard(InputStream message) {
        try {
            message.close();
        } catch (IOException e) {
            throw new UncheckedIOException("buffers in memory do not fail", e);
        }
    }

    private static final class KnownBytes extends ByteArrayInputStream implements KnownLength {
        KnownBytes(byte[] bytes) {
            super(bytes);
        }
    }
}
