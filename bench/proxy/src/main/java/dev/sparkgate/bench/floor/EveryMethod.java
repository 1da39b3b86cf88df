package dev.sparkgate.bench.floor;

import io.grpc.Channel;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Takes every method there is, known or not, and passes it on. */
final class EveryMethod extends HandlerRegistry {
    private final Channel backend;
    private final PassedMessage.Marshaller messages = new PassedMessage.Marshaller();
    private final Map<String, ServerMethodDefinition<?, ?>> seen = new ConcurrentHashMap<>();

    EveryMethod(Channel backend) {
        this.backend = backend;
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
        return seen.computeIfAbsent(name, this::define);
    }

    private ServerMethodDefinition<?, ?> define(String name) {
        MethodDescriptor<InputStream, InputStream> method = MethodDescriptor.<InputStream, InputStream>newBuilder(
                        messages, messages)
                .setType(MethodDescriptor.MethodType.UNKNOWN)
                .setFullMethodName(name)
                .build();
        return ServerMethodDefinition.create(method, (call, headers) -> FloorCall.begin(call, headers, backend));
    }
}
