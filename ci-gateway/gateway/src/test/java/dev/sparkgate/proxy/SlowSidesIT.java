package dev.sparkgate.proxy;

import static dev.sparkgate.proxy.ClientStream.headers;
import static dev.sparkgate.proxy.RawClient.framed;
import static dev.sparkgate.proxy.TestLeases.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.sparkgate.proxy.h2.ProxyMemory;
import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.apache.spark.connect.proto.AddArtifactsRequest;
import org.apache.spark.connect.proto.AnalyzePlanRequest;
import org.apache.spark.connect.proto.UserContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One side stands still: the other side waits, the gateway's memory does not grow, and nobody else notices. */
class SlowSidesIT {
    private static final long GIBIBYTE = 1L << 30;
    private static final long FLAT = 32 << 20;

    private final ProxyHouse house = new ProxyHouse();

    @AfterEach
    void closeAll() {
        house.awaitNoCalls();
        house.close();
    }

    @Test
    void shouldHoldTheDriverUpWhenAReaderStopsInALargeResult() {
        // Given
        Zeros zeros = new Zeros(GIBIBYTE);
        house.driver.play(zeros);
        try (RawClient client = house.client()) {
            client.call(headers("AnalyzePlan", SECRET), request());
            long before = ProxyMemory.heapAndTaken();

            // When
            ClientStream stream = client.open(headers("ExecutePlan", SECRET), false);
            stream.stopReading();
            stream.send(request(), true);

            // Then
            awaitStill(zeros::total);
            assertThat(zeros.total()).isBetween(1L, 8L << 20);
            assertFlat(before);
            stream.readOn();
            await().atMost(Duration.ofSeconds(60)).until(() -> stream.received.get() > GIBIBYTE / 2);
            assertFlat(before);
            await().atMost(Duration.ofSeconds(60)).until(stream::isOver);
            assertThat(stream.await().code()).isEqualTo(Status.Code.OK);
            assertThat(stream.received).hasValue(GIBIBYTE);
        }
    }

    @Test
    void shouldHoldTheDriverUpWhenAReaderWithAWideWindowLeavesItsSocketAlone() {
        // Given
        Zeros zeros = new Zeros(GIBIBYTE);
        house.driver.play(zeros);
        try (RawClient client = new RawClient(
                house.proxy.address(), Http2Settings.defaultSettings().initialWindowSize(Integer.MAX_VALUE))) {
            client.widen(Integer.MAX_VALUE - (64 << 10));
            client.call(headers("AnalyzePlan", SECRET), request());
            long before = ProxyMemory.heapAndTaken();

            // When
            client.stopReading();
            ClientStream stream = client.open(headers("ExecutePlan", SECRET), false);
            stream.send(request(), true);

            // Then: what the system's own socket buffers take, is not the gateway's
            awaitStill(zeros::total);
            assertThat(zeros.total()).isBetween(1L, 32L << 20);
            assertFlat(before);
        }
    }

    @Test
    void shouldServeOthersAsFastWhenSixteenReadersStandStill() {
        // Given
        Zeros zeros = new Zeros(GIBIBYTE);
        house.driver.play(zeros);
        List<RawClient> readers = new ArrayList<>();
        try (RawClient client = house.client()) {
            percentile99(client, 500);
            long alone = percentile99(client, 1_000);
            long before = ProxyMemory.heapAndTaken();

            // When
            for (int i = 0; i < 16; i++) {
                RawClient reader = house.client();
                readers.add(reader);
                ClientStream stream = reader.open(headers("ExecutePlan", SECRET), false);
                stream.stopReading();
                stream.send(request(), true);
            }
            awaitStill(zeros::total);
            long beside = percentile99(client, 1_000);

            // Then
            long grown = ProxyMemory.heapAndTaken() - before;
            System.out.printf(
                    "sixteen stalled readers: p99 %s alone, %s beside them; %s more memory%n",
                    ProxyMemory.millis(alone), ProxyMemory.millis(beside), ProxyMemory.mebibytes(grown));
            assertThat(beside).isLessThan(3 * alone + TimeUnit.MILLISECONDS.toNanos(20));
            assertThat(grown).isLessThan(16 * (8L << 20));
        } finally {
            readers.forEach(RawClient::close);
        }
    }

    @Test
    void shouldHoldTheClientUpWhenTheDriverStopsReading() {
        // Given
        house.driver.play(new RecordingDriver.Play() {
            @Override
            public void began(DriverCall call) {
                call.stopReading();
            }
        });
        byte[] chunk = artifacts();
        long before = ProxyMemory.heapAndTaken();
        try (RawClient client = house.client()) {
            // When
            ClientStream stream = client.open(headers("AddArtifacts", SECRET), false);
            AtomicLong sent = new AtomicLong();
            awaitStill(() -> {
                while (stream.writable() && sent.get() < 100 << 20) {
                    stream.send(chunk, false);
                    sent.addAndGet(chunk.length);
                }
                return sent.get();
            });

            // Then
            assertThat(sent.get()).isBetween(1L, 8L << 20);
            assertFlat(before);
            stream.cancel();
            await().until(() -> house.openCalls() == 0);
            DriverCall call = house.driver.calls.get(0);
            call.readOn();
            await().until(call.over::isDone);
            assertThat(call.resetCode()).isEqualTo(8);
            await().until(() -> ProxyMemory.pinned() < 1 << 20);
        }
    }

    @Test
    void shouldKeepLittleOfEachSessionWhenThereAreTwoThousand() throws IOException {
        // Given
        int sessions = 2_000;
        List<Socket> sockets = new ArrayList<>();
        try {
            open(sockets, 50);
            long before = ProxyMemory.heapAndTaken();

            // When
            open(sockets, sessions);

            // Then
            long each = (ProxyMemory.heapAndTaken() - before) / sessions;
            System.out.printf("two thousand sessions: %d bytes each%n", each);
            assertThat(house.openCalls()).isEqualTo(sockets.size());
            assertThat(each).isLessThan(64 << 10);
        } finally {
            for (Socket socket : sockets) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }
    }

    /** Opens connections with a session each, in which a call waits for its answer. */
    private void open(List<Socket> sockets, int more) throws IOException {
        house.driver.play(new RecordingDriver.Play() {});
        int wanted = sockets.size() + more;
        while (sockets.size() < wanted) {
            byte[] request = framed(AnalyzePlanRequest.newBuilder()
                    .setSessionId(UUID.randomUUID().toString())
                    .setUserContext(UserContext.newBuilder().setUserId("anna"))
                    .build()
                    .toByteArray());
            Frames frames = new Frames()
                    .begin()
                    .headers(1, false, headers("ReattachExecute", SECRET))
                    .data(1, request, true);
            Socket socket = new Socket("127.0.0.1", house.proxy.address().port());
            sockets.add(socket);
            socket.getOutputStream()
                    .write(frames.bytes().array(), 0, frames.bytes().readableBytes());
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> house.driver.began.get() == wanted);
    }

    private static long percentile99(RawClient client, int calls) {
        long[] nanos = LongStream.range(0, calls)
                .map(i -> {
                    long started = System.nanoTime();
                    ClientStream.Outcome outcome = client.call(headers("AnalyzePlan", SECRET), request());
                    assertThat(outcome.code()).isEqualTo(Status.Code.OK);
                    return System.nanoTime() - started;
                })
                .toArray();
        Arrays.sort(nanos);
        return nanos[calls * 99 / 100];
    }

    /** Waits until a number that grows has stopped growing. */
    private static void awaitStill(LongSupplier count) {
        await().until(() -> count.getAsLong() > 0);
        AtomicLong last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> last.getAndSet(count.getAsLong()) == last.get());
    }

    private static void assertFlat(long before) {
        long after = ProxyMemory.heapAndTaken();
        System.out.printf("memory %s, before %s%n", ProxyMemory.mebibytes(after), ProxyMemory.mebibytes(before));
        assertThat(after - before).isBetween(-FLAT, FLAT);
    }

    private static byte[] request() {
        return CallEndsTest.request();
    }

    private static byte[] artifacts() {
        return framed(AddArtifactsRequest.newBuilder()
                .setSessionId("11111111-1111-1111-1111-111111111111")
                .setUserContext(UserContext.newBuilder().setUserId("anna"))
                .setChunk(
                        AddArtifactsRequest.ArtifactChunk.newBuilder().setData(ByteString.copyFrom(new byte[32 << 10])))
                .build()
                .toByteArray());
    }
}
