package dev.sparkgate.bench.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** A call with one request. */
record UnstartedCall(ClientCall<byte[], Integer> call) {
    static UnstartedCall of(Channel channel, MethodDescriptor<byte[], Integer> method, CallOptions options) {
        return new UnstartedCall(channel.newCall(method, options));
    }

    /** Sends the request and asks for so many answers. */
    void start(byte[] request, ClientCall.Listener<Integer> listener, int answers) {
        call.start(listener, new Metadata());
        call.request(answers);
        call.sendMessage(request);
        call.halfClose();
    }
}
