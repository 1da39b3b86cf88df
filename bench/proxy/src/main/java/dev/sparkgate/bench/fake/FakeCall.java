package dev.sparkgate.bench.fake;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Answers one call, as fast as the other side takes it. */
final class FakeCall extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;
    private final Answers answers;
    private @Nullable Answer answer;
    private long sent;
    private boolean over;

    private FakeCall(ServerCall<byte[], byte[]> call, Answers answers) {
        this.call = call;
        this.answers = answers;
    }

    static FakeCall begin(ServerCall<byte[], byte[]> call, Answers answers) {
        call.request(1);
        return new FakeCall(call, answers);
    }

    @Override
    public void onMessage(byte[] request) {
        try {
            answer = answers.to(String.valueOf(call.getMethodDescriptor().getBareMethodName()), request);
            call.sendHeaders(new Metadata());
        } catch (InvalidProtocolBufferException e) {
            close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
        }
    }

    @Override
    public void onHalfClose() {
        send();
    }

    @Override
    public void onReady() {
        send();
    }

    @Override
    public void onCancel() {
        over = true;
    }

    private void send() {
        Answer all = answer;
        if (all == null || over) {
            return;
        }
        while (sent < all.times() && call.isReady()) {
            call.sendMessage(all.message());
            sent++;
        }
        if (sent == all.times()) {
            close(Status.OK);
        }
    }

    private void close(Status status) {
        over = true;
        call.close(status, new Metadata());
    }
}
