package dev.sparkgate.connect;

import static java.util.Objects.requireNonNull;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.connect.proto.AnalyzePlanRequest;
import org.apache.spark.connect.proto.Command;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ConfigResponse;
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
import org.jspecify.annotations.Nullable;

/**
 * Speaks Spark Connect to one driver. Calls do not block; their futures fail with {@link io.grpc.StatusRuntimeException}
 * as the driver answered, and may complete on the channel's thread.
 */
public final class ConnectClient {
    private static final String CLIENT_TYPE = "_SPARKGATE";
    private static final String PROBE_USER = "sparkgate-probe";
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private static final Metadata.Key<String> LEASE =
            Metadata.Key.of("x-sparkgate-lease", Metadata.ASCII_STRING_MARSHALLER);

    private final Channel channel;
    private final CallOptions options;

    /** Speaks through {@code channel}, presenting the driver's private token unless it is empty. */
    public ConnectClient(Channel channel, String token) {
        this.channel = requireNonNull(channel, "channel");
        this.options = token.isEmpty() ? CallOptions.DEFAULT : CallOptions.DEFAULT.withCallCredentials(bearer(token));
    }

    private ConnectClient(Channel channel, CallCredentials credentials) {
        this.channel = requireNonNull(channel, "channel");
        this.options = CallOptions.DEFAULT.withCallCredentials(credentials);
    }

    /** Speaks through a gateway's data plane, as whoever holds a lease does. */
    static ConnectClient leased(Channel channel, String secret) {
        return new ConnectClient(channel, header(LEASE, secret));
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

    /**
     * Runs a query whose columns all are texts.
     *
     * @param row hears of each row, in order, on the thread of the channel
     */
    public CompletableFuture<Void> texts(
            SessionKey session, String query, Duration timeout, Consumer<List<@Nullable String>> row) {
        Plan plan = Plan.newBuilder()
                .setRoot(Relation.newBuilder().setSql(SQL.newBuilder().setQuery(query)))
                .build();
        ExecutePlanRequest request = ExecutePlanRequest.newBuilder()
                .setSessionId(session.sessionId())
                .setUserContext(user(session))
                .setClientType(CLIENT_TYPE)
                .setPlan(plan)
                .build();
        return call(SparkConnectServiceGrpc.getExecutePlanMethod(), request, timeout, true, answer -> {
            if (answer.hasArrowBatch()) {
                ArrowTexts.rows(answer.getArrowBatch().getData().asReadOnlyByteBuffer())
                        .forEach(row);
            }
        });
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
        SessionKey nobody = new SessionKey(PROBE_USER, UUID.randomUUID().toString());
        return releaseSession(nobody, timeout).exceptionallyCompose(failure -> {
            // Spark 3.5 does not know the call, and its saying so is an answer.
            boolean unknown = Status.fromThrowable(failure).getCode() == Status.Code.UNIMPLEMENTED;
            return unknown ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(failure);
        });
    }

    /** Asks for the server's version, and makes the session where there is none. */
    public CompletableFuture<ServerFacts> server(SessionKey session, Duration timeout) {
        AnalyzePlanRequest request = AnalyzePlanRequest.newBuilder()
                .setSessionId(session.sessionId())
                .setUserContext(user(session))
                .setClientType(CLIENT_TYPE)
                .setSparkVersion(AnalyzePlanRequest.SparkVersion.getDefaultInstance())
                .build();
        return ask(SparkConnectServiceGrpc.getAnalyzePlanMethod(), request, timeout)
                .thenApply(answer ->
                        new ServerFacts(answer.getSparkVersion().getVersion(), answer.getServerSideSessionId()));
    }

    /**
     * Reads a setting of a session.
     *
     * @param serverSide what the server called the session when it was made: it answers {@code
     *     INVALID_HANDLE.SESSION_CHANGED} when that is another one now; empty = not asked, as Spark 3.5 has none
     */
    public CompletableFuture<Setting> setting(SessionKey session, String key, String serverSide, Duration timeout) {
        ConfigRequest.Builder request = ConfigRequest.newBuilder()
                .setSessionId(session.sessionId())
                .setUserContext(user(session))
                .setClientType(CLIENT_TYPE)
                .setOperation(ConfigRequest.Operation.newBuilder()
                        .setGetOption(ConfigRequest.GetOption.newBuilder().addKeys(key)));
        if (!serverSide.isEmpty()) {
            request.setClientObservedServerSideSessionId(serverSide);
        }
        return ask(SparkConnectServiceGrpc.getConfigMethod(), request.build(), timeout)
                .thenApply(answer -> new Setting(value(answer, key), answer.getServerSideSessionId()));
    }

    private static @Nullable String value(ConfigResponse answer, String key) {
        return answer.getPairsList().stream()
                .filter(pair -> pair.getKey().equals(key) && pair.hasValue())
                .map(KeyValue::getValue)
                .findFirst()
                .orElse(null);
    }

    /**
     * What a server says of itself.
     *
     * @param serverSide the server's own name for the session that was asked in; empty before Spark 4.0
     */
    public record ServerFacts(String version, String serverSide) {
        public ServerFacts {
            requireNonNull(version, "version");
            requireNonNull(serverSide, "serverSide");
        }
    }

    /**
     * A setting of a session.
     *
     * @param value null when it is not set
     * @param serverSide the server's own name for the session; empty before Spark 4.0
     */
    public record Setting(@Nullable String value, String serverSide) {
        public Setting {
            requireNonNull(serverSide, "serverSide");
        }
    }

    private <Q, A> CompletableFuture<A> ask(MethodDescriptor<Q, A> method, Q request, Duration timeout) {
        CompletableFuture<A> answered = new CompletableFuture<>();
        ClientCall<Q, A> call =
                channel.newCall(method, options.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS));
        ClientCalls.asyncUnaryCall(call, request, new StreamObserver<A>() {
            @Override
            public void onNext(A answer) {
                answered.complete(answer);
            }

            @Override
            public void onError(Throwable failure) {
                answered.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {}
        });
        return answered;
    }

    private static UserContext user(SessionKey session) {
        return UserContext.newBuilder()
                .setUserId(session.userId())
                .setUserName(session.userId())
                .build();
    }

    private <Q, A> CompletableFuture<Void> call(
            MethodDescriptor<Q, A> method, Q request, Duration timeout, boolean streaming) {
        return call(method, request, timeout, streaming, answer -> {});
    }

    private <Q, A> CompletableFuture<Void> call(
            MethodDescriptor<Q, A> method, Q request, Duration timeout, boolean streaming, Consumer<A> reader) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        ClientCall<Q, A> call =
                channel.newCall(method, options.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS));
        StreamObserver<A> observer = new StreamObserver<>() {
            @Override
            public void onNext(A answer) {
                try {
                    reader.accept(answer);
                } catch (RuntimeException e) {
                    done.completeExceptionally(e);
                    call.cancel("an answer could not be read", e);
                }
            }

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
        return header(AUTHORIZATION, "Bearer " + token);
    }

    private static CallCredentials header(Metadata.Key<String> name, String value) {
        return new CallCredentials() {
            @Override
            public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
                Metadata headers = new Metadata();
                headers.put(name, value);
                applier.apply(headers);
            }
        };
    }
}
