package dev.sparkgate.proxy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * Reads what clients set: their builder options come so, routing among them, and from clients of Spark 3.5 the whole
 * connection string, secrets and all.
 */
final class ConfigRequests {
    private static final int OPERATION_TAG = 3 << 3 | 2;
    private static final String REMOTE = "spark.remote";
    private static final String HEADER = "spark.connect.grpc.header.";
    private static final int PREFIX = 5;

    private ConfigRequests() {}

    /**
     * A request that sets something.
     *
     * @param message the request as it may go on; null = as it came
     * @param routing pairs that route, by header name
     * @param pairs all that go on, in order
     */
    record Settings(byte @Nullable [] message, Map<String, String> routing, List<Map.Entry<String, String>> pairs) {}

    /** Returns what a complete request sets, its gRPC prefix before it; null when it only asks. */
    static @Nullable Settings read(ByteBuf framed, RequestHeaders headers) {
        if (!mentions(framed)) {
            return null;
        }
        byte[] bytes = new byte[framed.readableBytes() - PREFIX];
        framed.getBytes(framed.readerIndex() + PREFIX, bytes);
        ConfigRequest request;
        try {
            request = ConfigRequest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "Config request cannot be read: " + e.getMessage() + "; use a Spark Connect client",
                    e);
        }
        if (!request.getOperation().hasSet()) {
            return null;
        }
        Map<String, String> routing = new HashMap<>();
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        ConfigRequest.Set.Builder kept =
                request.getOperation().getSet().toBuilder().clearPairs();
        for (KeyValue pair : request.getOperation().getSet().getPairsList()) {
            if (pair.getKey().equals(REMOTE)) {
                continue;
            }
            String header = headerName(pair.getKey());
            if (headers.routes(header)) {
                routing.put(header, pair.getValue());
            }
            pairs.add(Map.entry(pair.getKey(), pair.getValue()));
            kept.addPairs(pair);
        }
        boolean same = kept.getPairsCount() == request.getOperation().getSet().getPairsCount();
        byte[] message = same
                ? null
                : request.toBuilder()
                        .setOperation(request.getOperation().toBuilder().setSet(kept))
                        .build()
                        .toByteArray();
        return new Settings(message, routing, pairs);
    }

    private static String headerName(String key) {
        String name = key.startsWith(HEADER) ? key.substring(HEADER.length()) : key;
        return name.toLowerCase(Locale.ROOT);
    }

    /**
     * Says whether it may set anything, without reading it: most requests only ask. What is not exactly as clients write it
     * may: later fields override earlier ones, also which operation it is.
     */
    private static boolean mentions(ByteBuf framed) {
        ByteBuf view = framed.slice(framed.readerIndex() + PREFIX, framed.readableBytes() - PREFIX);
        boolean operationSeen = false;
        while (view.isReadable()) {
            int tag = view.readByte();
            int size = size(view);
            if (tag < 0 || (tag & 7) != 2 || size < 0 || size > view.readableBytes()) {
                return true;
            }
            if (tag == OPERATION_TAG) {
                if (operationSeen || mayBeSet(view.slice(view.readerIndex(), size))) {
                    return true;
                }
                operationSeen = true;
            }
            view.skipBytes(size);
        }
        return false;
    }

    /** An operation has one field, which says which it is; 1 = set. */
    private static boolean mayBeSet(ByteBuf operation) {
        if (!operation.isReadable()) {
            return false;
        }
        int tag = operation.readByte();
        return tag < 0 || tag >>> 3 == 1 || (tag & 7) != 2 || size(operation) != operation.readableBytes();
    }

    /** Reads a length of at most four bytes; -1 = it is longer. */
    private static int size(ByteBuf in) {
        int size = 0;
        for (int shift = 0; in.isReadable() && shift < 28; shift += 7) {
            int next = in.readByte();
            size |= (next & 0x7f) << shift;
            if (next >= 0) {
                return size;
            }
        }
        return -1;
    }
}
