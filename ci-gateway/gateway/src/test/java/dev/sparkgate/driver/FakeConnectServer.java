package dev.sparkgate.driver;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.connect.proto.AnalyzePlanRequest;
import org.apache.spark.connect.proto.AnalyzePlanResponse;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ConfigResponse;
import org.apache.spark.connect.proto.KeyValue;
import org.apache.spark.connect.proto.ReleaseSessionRequest;
import org.apache.spark.connect.proto.ReleaseSessionResponse;
import org.apache.spark.connect.proto.SparkConnectServiceGrpc;

/** The little of a Spark Connect server that knows its sessions, and nothing of Spark. */
public final class FakeConnectServer extends SparkConnectServiceGrpc.SparkConnectServiceImplBase
        implements AutoCloseable {
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final String spark;
    private final boolean namesSessions;
    private final Server server;
    private volatile boolean silent;

    private record Session(String name, Map<String, String> settings) {}

    private FakeConnectServer(int port, String spark, String token) throws IOException {
        this.spark = spark;
        this.namesSessions = !spark.startsWith("3.");
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addService(this)
                .intercept(new Guard(token))
                .build()
                .start();
    }

    /** Listens; {@code port} 0 = any free one. */
    public static FakeConnectServer start(int port, String spark, String token) throws IOException {
        return new FakeConnectServer(port, spark, token);
    }

    public Address address() {
        return new Address("127.0.0.1", server.getPort());
    }

    /** Answers no more, or again. */
    public void silent(boolean now) {
        silent = now;
    }

    public int sessions() {
        return sessions.size();
    }

    @Override
    public void analyzePlan(AnalyzePlanRequest request, StreamObserver<AnalyzePlanResponse> answer) {
        Session session = session(request.getSessionId());
        answer(
                answer,
                AnalyzePlanResponse.newBuilder()
                        .setServerSideSessionId(name(session))
                        .setSparkVersion(
                                AnalyzePlanResponse.SparkVersion.newBuilder().setVersion(spark))
                        .build());
    }

    @Override
    public void config(ConfigRequest request, StreamObserver<ConfigResponse> answer) {
        Session session = session(request.getSessionId());
        String expected = request.getClientObservedServerSideSessionId();
        if (namesSessions && !expected.isEmpty() && !expected.equals(session.name())) {
            answer.onError(Status.INTERNAL
                    .withDescription("[INVALID_HANDLE.SESSION_CHANGED] The handle is invalid.")
                    .asRuntimeException());
            return;
        }
        ConfigResponse.Builder response = ConfigResponse.newBuilder().setServerSideSessionId(name(session));
        ConfigRequest.Operation operation = request.getOperation();
        operation.getSet().getPairsList().forEach(pair -> session.settings().put(pair.getKey(), pair.getValue()));
        operation.getGetOption().getKeysList().forEach(key -> {
            KeyValue.Builder pair = KeyValue.newBuilder().setKey(key);
            if (session.settings().containsKey(key)) {
                pair.setValue(session.settings().get(key));
            }
            response.addPairs(pair);
        });
        answer(answer, response.build());
    }

    @Override
    public void releaseSession(ReleaseSessionRequest request, StreamObserver<ReleaseSessionResponse> answer) {
        if (!namesSessions) {
            answer.onError(Status.UNIMPLEMENTED.asRuntimeException());
            return;
        }
        sessions.remove(request.getSessionId());
        answer(answer, ReleaseSessionResponse.getDefaultInstance());
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <A> void answer(StreamObserver<A> observer, A answer) {
        if (!silent) {
            observer.onNext(answer);
            observer.onCompleted();
        }
    }

    private Session session(String id) {
        return sessions.computeIfAbsent(
                id, unused -> new Session(UUID.randomUUID().toString(), new ConcurrentHashMap<>()));
    }

    private String name(Session session) {
        return namesSessions ? session.name() : "";
    }

    private record Guard(String token) implements ServerInterceptor {
        private static final Metadata.Key<String> KEY =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            if (token.isEmpty() || ("Bearer " + token).equals(headers.get(KEY))) {
                return next.startCall(call, headers);
            }
            call.close(Status.UNAUTHENTICATED.withDescription("Invalid authentication token"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }
}
