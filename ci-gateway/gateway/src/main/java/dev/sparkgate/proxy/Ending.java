package dev.sparkgate.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Status;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How a call ends that the gateway itself ends.
 *
 * @param details a google.rpc.Status in its wire form
 */
record Ending(Status.Code code, String message, byte @Nullable [] details) {
    /** Beyond it, clients refuse the trailers. */
    private static final int LONGEST_MESSAGE = 4 << 10;

    static final Ending OK = new Ending(Status.Code.OK, "", null);

    /** Returns the headers of an answer that the gateway gives itself. */
    static Http2Headers answerHeaders() {
        return new DefaultHttp2Headers(false).status(Names.OK).set(Names.CONTENT_TYPE, Names.GRPC);
    }

    /** Returns the trailers; those of a call that was not answered are its headers too. */
    Http2Headers trailers(boolean answered) {
        Http2Headers trailers = answered ? new DefaultHttp2Headers(false) : answerHeaders();
        trailers.setInt(Names.GRPC_STATUS, code.value());
        if (!message.isEmpty()) {
            trailers.set(Names.GRPC_MESSAGE, percentEncoded(message));
        }
        if (details != null) {
            trailers.set(
                    Names.GRPC_STATUS_DETAILS,
                    Base64.getEncoder().withoutPadding().encodeToString(details));
        }
        return trailers;
    }

    private static String percentEncoded(String message) {
        StringBuilder encoded = new StringBuilder();
        for (byte next : message.getBytes(UTF_8)) {
            if (encoded.length() >= LONGEST_MESSAGE) {
                break;
            }
            if (next >= ' ' && next <= '~' && next != '%') {
                encoded.append((char) next);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(next >> 4 & 0xf, 16)))
                        .append(Character.toUpperCase(Character.forDigit(next & 0xf, 16)));
            }
        }
        return encoded.toString();
    }
}
