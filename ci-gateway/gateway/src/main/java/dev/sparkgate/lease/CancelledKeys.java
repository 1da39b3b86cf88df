package dev.sparkgate.lease;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The keys that were released before a lease with them was seen. Guarded by the lock of {@link LeaseMoves}. */
final class CancelledKeys {
    private final Map<String, Instant> cancelled = new LinkedHashMap<>();

    void add(String key, Instant now) {
        cancelled.remove(key);
        cancelled.put(key, now);
    }

    void remove(String key) {
        cancelled.remove(key);
    }

    void forgetBefore(Instant moment) {
        cancelled.values().removeIf(at -> at.isBefore(moment));
    }

    void refuse(String key) {
        if (cancelled.containsKey(key)) {
            throw new SparkgateException(
                    ErrorCode.LEASE_CANCELLED,
                    "key '" + key + "' was released before this order arrived; use a fresh key");
        }
    }
}
