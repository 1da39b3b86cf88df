package dev.sparkgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sparkgate.connect.EventLoops;
import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.Driver;
import dev.sparkgate.session.Backend;
import dev.sparkgate.session.Backends;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestHeadersTest {
    private static final String OF_CLIENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String OF_CALL = "00-0af7651916cd43dd8448eb211c80319c-0000000000000001-01";

    private EventLoops loops;
    private Backends backends;
    private Backend backend;

    @BeforeEach
    void start() {
        loops = EventLoops.open(1, Thread::new, Thread::new);
        backends = new Backends(loops, 1 << 20);
        backend = backends.open(
                new Driver("d", "default", "laptop", new Address("127.0.0.1", 1), "g", "4.1.2", null, Instant.EPOCH),
                "t0ken");
    }

    @AfterEach
    void stop() {
        backends.close();
        loops.close();
    }

    @Test
    void shouldPassTracingAndNoSecretOfTheClients() {
        // When
        Http2Headers passed = RequestHeaders.toDriver(ofClient(), backend, null);

        // Then
        assertThat(passed.get("traceparent")).hasToString(OF_CLIENT);
        assertThat(passed.get("tracestate")).hasToString("a=b");
        assertThat(passed.get("authorization")).hasToString("Bearer t0ken");
        assertThat(passed.contains("x-sparkgate-lease")).isFalse();
    }

    @Test
    void shouldNameTheCallAsTheParentWhenItIsTraced() {
        // When
        Http2Headers passed = RequestHeaders.toDriver(ofClient(), backend, OF_CALL);

        // Then
        assertThat(passed.getAll("traceparent")).singleElement().hasToString(OF_CALL);
        assertThat(passed.get("tracestate")).hasToString("a=b");
    }

    private static Http2Headers ofClient() {
        return new DefaultHttp2Headers()
                .path("/spark.connect.SparkConnectService/Config")
                .set("traceparent", OF_CLIENT)
                .set("tracestate", "a=b")
                .set("authorization", "Bearer mine")
                .set("x-sparkgate-lease", "secret");
    }
}
