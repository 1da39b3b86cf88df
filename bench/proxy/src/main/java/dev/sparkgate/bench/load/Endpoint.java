package dev.sparkgate.bench.load;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server or proxy to be measured.
 *
 * @param pid its process, whose CPU time and memory are read; 0 when they cannot be, on another machine for instance
 * @param headers metadata that each call to it carries
 */
public record Endpoint(String name, String host, int port, long pid, Map<String, String> headers) {
    private static final Pattern FORM = Pattern.compile("(?<name>[^=]+)=(?<host>[^@]+):(?<port>\\d+)(@(?<pid>\\d+))?");
    private static final int LARGEST_MESSAGE = 256 << 20;

    /**
     * Reads {@code NAME=HOST:PORT[@PID]}.
     *
     * @throws IllegalArgumentException when it has another form
     */
    public static Endpoint parse(String text, Map<String, String> headers) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "endpoint '" + text + "' is not understood (expected: NAME=HOST:PORT or NAME=HOST:PORT@PID)");
        }
        String pid = matcher.group("pid");
        return new Endpoint(
                matcher.group("name"),
                matcher.group("host"),
                Integer.parseInt(matcher.group("port")),
                pid == null ? 0 : Long.parseLong(pid),
                headers);
    }

    /** Returns the same one, called with other metadata. */
    public Endpoint with(Map<String, String> otherHeaders) {
        return new Endpoint(name, host, port, pid, otherHeaders);
    }

    /** Opens a connection of its own. */
    public ManagedChannel connect() {
        Metadata metadata = new Metadata();
        headers.forEach((key, value) -> metadata.put(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), value));
        return NettyChannelBuilder.forAddress(host, port)
                .usePlaintext()
                .disableRetry()
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .build();
    }
}
