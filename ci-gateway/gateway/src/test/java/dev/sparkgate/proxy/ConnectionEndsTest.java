package dev.sparkgate.proxy;

import static dev.sparkgate.proxy.ClientStream.headers;
import static dev.sparkgate.proxy.RawClient.framed;
import static dev.sparkgate.proxy.TestLeases.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How clients' connections end: gently where the gateway stops, at once where a client misbehaves. */
class ConnectionEndsTest {
    private final ProxyHouse house = new ProxyHouse();
    private final RawClient client = house.client();

    @AfterEach
    void closeAll() {
        client.close();
        house.awaitNoCalls();
        house.close();
    }

    @Test
    void shouldLetCallsFinishWhenTheGatewayDrains() {
        // Given
        ClientStream stream = running();

        // When
        CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> house.proxy.drain(20_000));
        await().until(() -> !client.goAways.isEmpty());
        DriverCall call = house.driver.calls.get(0);
        call.data(framed(new byte[] {1}));
        call.trailers(0);

        // Then
        assertThat(stream.await().code()).isEqualTo(Status.Code.OK);
        drained.join();
        assertThat(client.goAways).allMatch(away -> away.errorCode() == 0);
        await().until(() -> !client.isOpen());
    }

    @Test
    void shouldTakeNewConnectionsWhileCallsAreUnderWayWhenTheGatewayDrains() {
        // Given
        ClientStream stream = running();
        CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> house.proxy.drain(20_000));
        await().until(() -> !client.goAways.isEmpty());

        // When
        ClientStream.Outcome outcome;
        try (RawClient second = house.client()) {
            ClientStream other = running(second);
            house.driver.calls.get(1).trailers(0);
            outcome = other.await();
        }
        house.driver.calls.get(0).trailers(0);

        // Then
        assertThat(outcome.code()).isEqualTo(Status.Code.OK);
        assertThat(stream.await().code()).isEqualTo(Status.Code.OK);
        drained.join();
    }

    @Test
    void shouldCutCallsWithACleanStatusWhenDrainingTakesTooLong() {
        // Given
        ClientStream stream = running();

        // When
        house.proxy.drain(200);

        // Then
        ClientStream.Outcome outcome = stream.await();
        assertThat(outcome.code()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(outcome.message()).startsWith("[GATEWAY_DRAINING]");
        DriverCall call = house.driver.calls.get(0);
        await().until(() -> call.resetCode() == 8);
        await().until(() -> !client.isOpen());
    }

    @Test
    void shouldLeaveNothingOpenWhenTheGatewayClosesWithoutDraining() {
        // Given
        ClientStream stream = running();
        stream.stopReading();

        // When
        house.proxy.close();

        // Then
        await().until(() -> house.openCalls() == 0);
        await().until(() -> !client.isOpen());
    }

    @Test
    void shouldCloseTheConnectionWhenAClientPingsTooOften() {
        // When
        // One more than is borne: what came behind it would reset the connection before the reason is read.
        for (int i = 0; i < 12; i++) {
            client.ping(i);
        }

        // Then
        await().until(() -> !client.isOpen());
        assertThat(client.goAways)
                .anyMatch(away -> away.errorCode() == 11 && away.debug().equals("too_many_pings"));
    }

    @Test
    void shouldBearPingsWhenCallsAreMadeBetweenThem() {
        // When / Then
        for (int i = 0; i < 30; i++) {
            client.ping(i);
            assertThat(client.call(headers("AnalyzePlan", SECRET), CallEndsTest.request())
                            .code())
                    .isEqualTo(Status.Code.OK);
        }
        assertThat(client.goAways).isEmpty();
    }

    @Test
    void shouldCancelItsCallsWhenAClientVanishes() {
        // Given
        running();

        // When
        client.close();

        // Then
        DriverCall call = house.driver.calls.get(0);
        await().until(() -> call.resetCode() == 8);
        assertThat(house.openCalls()).isZero();
    }

    /** The table's size is the client's to say: what differs from call to call would fill the gateway's memory. */
    @Test
    void shouldKeepErrorTextsOutOfTheTableOfHeaders() throws IOException {
        // Given
        String path = "/nobody/" + "x".repeat(3_000);
        Frames frames = new Frames().begin().settings(1, 0xffff_ffffL);
        for (int stream = 1; stream <= 3; stream += 2) {
            frames.headers(stream, true, ClientStream.headers("", SECRET).path(path));
        }
        try (Socket socket = new Socket("127.0.0.1", house.proxy.address().port())) {
            // When
            socket.getOutputStream()
                    .write(frames.bytes().array(), 0, frames.bytes().readableBytes());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            List<Integer> lengths = new ArrayList<>();
            while (lengths.size() < 2) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(5 + length);
                if (type == Frames.HEADERS) {
                    lengths.add(length);
                }
            }

            // Then
            assertThat(lengths).allMatch(length -> length > 1_000);
        }
    }

    private ClientStream running() {
        return running(client);
    }

    private ClientStream running(RawClient of) {
        house.driver.play(new RecordingDriver.Play() {});
        int before = house.driver.began.get();
        ClientStream stream = of.open(headers("ExecutePlan", SECRET), false);
        stream.send(CallEndsTest.request(), true);
        await().until(() -> house.driver.began.get() == before + 1);
        return stream;
    }
}
