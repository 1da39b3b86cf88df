package dev.sparkgate.bench.floor;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.InputStream;

/**
 * One call on its way through: each message is asked for when the other side has room for it. Both sides live on the same
 * event loop, so that nothing here needs a lock.
 */
final class FloorCall extends ServerCall.Listener<InputStream> {
    private final ServerCall<InputStream, InputStream> client;
    private final ClientCall<InputStream, InputStream> backend;
    private boolean clientHasNoRoom;
    private boolean backendHasNoRoom;

    private FloorCall(ServerCall<InputStream, InputStream> client, ClientCall<InputStream, InputStream> backend) {
        this.client = client;
        this.backend = backend;
    }

    static FloorCall begin(ServerCall<InputStream, InputStream> client, Metadata headers, Channel channel) {
        FloorCall call = new FloorCall(client, channel.newCall(client.getMethodDescriptor(), CallOptions.DEFAULT));
        call.backend.start(call.new Answers(), headers);
        call.backend.request(1);
        client.request(1);
        return call;
    }

    @Override
    public void onMessage(InputStream message) {
        backend.sendMessage(message);
        backendHasNoRoom = !backend.isReady();
        if (!backendHasNoRoom) {
            client.request(1);
        }
    }

    @Override
    public void onHalfClose() {
        backend.halfClose();
    }

    @Override
    public void onCancel() {
        backend.cancel("the client cancelled the call", null);
    }

    @Override
    public void onReady() {
        if (clientHasNoRoom) {
            clientHasNoRoom = false;
            backend.request(1);
        }
    }

    private final class Answers extends ClientCall.Listener<InputStream> {
        @Override
        public void onHeaders(Metadata headers) {
            client.sendHeaders(headers);
        }

        @Override
        public void onMessage(InputStream message) {
            client.sendMessage(message);
            clientHasNoRoom = !client.isReady();
            if (!clientHasNoRoom) {
                backend.request(1);
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            client.close(status, trailers);
        }

        @Override
        public void onReady() {
            if (backendHasNoRoom) {
                backendHasNoRoom = false;
                client.request(1);
            }
        }
    }
}
