package dev.sparkgate.connect;

import static java.util.Objects.requireNonNull;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.spark.connect.proto.Command;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.InterruptRequest;
import org.apache.spark.connect.proto.KeyValue;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.ReleaseSessionRequest;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.connect.proto.SparkConnectServiceGrpc;
import org.apache.spark.connect.proto.SqlCommand;
import org.apache.spark.connect.proto.UserContext;

/**
 * Speaks Spark Connect to one driver. Calls do not block; their futures fail with {@link io.grpc.StatusRuntimeException}
 * as the driver answered, and may complete on the channel's thread.
 */
public final class ConnectClient {
    private static final String CLIENT_TYPE = "_SPARKGATE";
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Channel channel;
    private final CallOptions options;

    /** Speaks through {@code channel}, presenting the driver's private token unless it is empty. */
    public ConnectClient(Channel channel, String token) {
        this.channel = requireNonNull(channel, "channel");
        this.options = token.isEmpty() ? CallOptions.DEFAULT : CallOptions.DEFAULT.withCallCredentials(bearer(token));
    }

    /** Sets configuration of a session, and makes the session where there is none. */
    public CompletableFuture<Void> setConfig(SessionKey session, Map<String, String> pairs, Duration timeout) {
        ConfigRequest.Set.Builder set = ConfigRequest.Set.newBuilder();
        pairs.forEach((key, value) ->
                set.addPairs(KeyValue.newBuilder().setKey(key).setValue(value).build()));
        ConfigRequest request = ConfigRequest.newBuilder()
                .setSessionId(session.sessionId())
                .setUserContext(user(session))
                .setClientType(CLIENT_TYPE)
                .setOperation(ConfigRequest.Operation.newBuilder().setSet(set))
                .build();
        return call(SparkConnectServiceGrpc.getConfigMethod(), request, timeout, false);
    }

    /** Runs a SQL statement and throws its rows away. */
    public CompletableFuture<Void> sql(SessionKey session, String statement, Duration timeout) {
        Relation relation = Relation.newBuilder()
                .setSql(SQL.newBuilder().setQuery(statement))
                .build();
        Plan plan = Plan.newBuilder()
                .setCommand(Command.newBuilder()
                        .setSqlCommand(SqlCommand.newBuilder().setInput(relation)))
                .build();
        ExecutePlanRequest request = ExecutePlanRequest.newBuilder()
                .setSessionId(session.sessionId())
                .setUserContext(user(session))
                .setClientType(CLIENT_TYPE)
                .setPlan(plan)
                .build();
        return call(SparkConnectServiceGrpc.getExecutePlanMethod(), request, timeout, true);
    }

    /** Runs a query, collects it on the driver and throws its rows away. */
    public CompletableFuture<Void> query(SessionKey session, String query, Duration timeout) {
        Plan plan = Plan.newBuilder()
                .setRoot(Relation.newBuilder().setSql(SQL.newBuilder().setQuery(query)))
                .build();
        ExecutePlanRequest request = ExecutePlanRequest.newBuilder()
                .setSessionId(session.sessionId())
                .setUserContext(user(session))
                .setClientType(CLIENT_TYPE)
                .setPlan(plan)
                .build();
        return call(SparkConnectServiceGrpc.getExecutePlanMethod(), request, timeout, true);
    }

    /** Interrupts everything that runs in a session. */
    public CompletableFuture<Void> interruptAll(SessionKey session, Duration timeout) {
        InterruptRequest request = InterruptRequest.newBuilder()
                .setSessionId(session.sessionId())
                .setUserContext(user(session))
                .setClientType(CLIENT_TYPE)
                .setInterruptType(InterruptRequest.InterruptType.INTERRUPT_TYPE_ALL)
                .build();
        return call(SparkConnectServiceGrpc.getInterruptMethod(), request, timeout, false);
    }

    /** Closes a session; does nothing where there is none. */
    public CompletableFuture<Void> releaseSession(SessionKey session, Duration timeout) {
        ReleaseSessionRequest request = ReleaseSessionRequest.newBuilder()
                .setSessionId(session.sessionId())
                .setUserContext(user(session))
                .setClientType(CLIENT_TYPE)
                .build();
        return call(SparkConnectServiceGrpc.getReleaseSessionMethod(), request, timeout, false);
    }

    /** Asks for a sign of life: an RPC that the server answers and that leaves nothing behind. */
    public CompletableFuture<Void> probe(Duration timeout) {
        return releaseSession(
                new SessionKey("sparkgate-probe", UUID.randomUUID().toString()), timeout);
    }

    private static UserContext user(SessionKey session) {
        return UserContext.newBuilder()
                .setUserId(session.userId())
                .setUserName(session.userId())
                .build();
    }

    private <Q, A> CompletableFuture<Void> call(
            MethodDescriptor<Q, A> method, Q request, Duration timeout, boolean streaming) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        ClientCall<Q, A> call =
                channel.newCall(method, options.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS));
        StreamObserver<A> observer = new StreamObserver<>() {
            @Override
            public void onNext(A answer) {}

            @Override
            public void onError(Throwable failure) {
                done.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                done.complete(null);
            }
        };
        if (streaming) {
            ClientCalls.asyncServerStreamingCall(call, request, observer);
        } else {
            ClientCalls.asyncUnaryCall(call, request, observer);
        }
        return done;
    }

    private static CallCredentials bearer(String token) {
        return new CallCredentials() {
            @Override
            public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
                Metadata headers = new Metadata();
                headers.put(AUTHORIZATION, "Bearer " + token);
                applier.apply(headers);
            }
        };
    }
}
