package dev.sparkgate.gateway;

import dev.sparkgate.proxy.CallRecord;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Meters of calls of one method, environment and status. */
final class CallMeters {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(5),
        Duration.ofMinutes(1)
    };

    private final Timer time;
    private final Timer bind;
    private final Counter requestBytes;
    private final Counter responseBytes;

    CallMeters(MeterRegistry registry, String method, String environment, Status.Code status) {
        Tags tags = Tags.of("method", method, "environment", environment, "status", status.name());
        time = Timer.builder("sparkgate.calls")
                .description("Calls through the proxy, from their arrival to their end")
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        bind = Timer.builder("sparkgate.calls.bind")
                .description("From a call's arrival until its driver is known")
                .tags(tags)
                .register(registry);
        requestBytes = Counter.builder("sparkgate.calls.request")
                .description("Bytes from clients")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
        responseBytes = Counter.builder("sparkgate.calls.response")
                .description("Bytes from drivers")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
    }

    void note(CallRecord call) {
        time.record(call.nanos(), TimeUnit.NANOSECONDS);
        if (call.bindNanos() > 0) {
            bind.record(call.bindNanos(), TimeUnit.NANOSECONDS);
        }
        requestBytes.increment(call.requestBytes());
        responseBytes.increment(call.responseBytes());
    }
}
