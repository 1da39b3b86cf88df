package dev.sparkgate.bench.fake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ConfigResponse;
import org.apache.spark.connect.proto.KeyValue;

/** The settings of sessions: what was set, and a made-up value for all else that is asked for. */
final class Settings {
    private static final String MADE_UP = "fake";

    private final Map<String, String> set = new ConcurrentHashMap<>();

    /** Does what a request wants, and adds the answer to {@code response}. */
    void apply(ConfigRequest request, ConfigResponse.Builder response) {
        String session = request.getSessionId() + "/";
        ConfigRequest.Operation operation = request.getOperation();
        for (KeyValue pair : operation.getSet().getPairsList()) {
            set.put(session + pair.getKey(), pair.getValue());
        }
        for (String key : operation.getGet().getKeysList()) {
            response.addPairs(pair(session, key));
        }
        for (String key : operation.getGetOption().getKeysList()) {
            response.addPairs(pair(session, key));
        }
    }

    private KeyValue pair(String session, String key) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(set.getOrDefault(session + key, MADE_UP))
                .build();
    }
}
