package dev.sparkgate.gateway;

import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.driver.Address;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.apache.spark.connect.proto.Command;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ConfigResponse;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.Limit;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Range;
import org.apache.spark.connect.proto.ReattachExecuteRequest;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.ReleaseExecuteRequest;
import org.apache.spark.connect.proto.ReleaseSessionRequest;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.connect.proto.SparkConnectServiceGrpc;
import org.apache.spark.connect.proto.SqlCommand;
import org.apache.spark.connect.proto.UserContext;

/** Calls of one Spark Connect session, on the published stubs. */
final class SparkCalls implements AutoCloseable {
    private final ManagedChannel channel;
    private final Channel intercepted;
    private final SessionKey session;

    private SparkCalls(Address address, Metadata headers, SessionKey session) {
        this.channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .maxInboundMessageSize(129 << 20)
                .build();
        this.intercepted = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
        this.session = session;
    }

    static SparkCalls leased(Address gateway, String secret, SessionKey session) {
        return new SparkCalls(gateway, headers("x-sparkgate-lease", secret), session);
    }

    static SparkCalls traced(Address gateway, String secret, SessionKey session, String traceparent) {
        return new SparkCalls(gateway, headers("x-sparkgate-lease", secret, "traceparent", traceparent), session);
    }

    static SparkCalls routed(Address gateway, String team, String environment, SessionKey session) {
        return new SparkCalls(
                gateway, headers("x-sparkgate-team", team, "x-sparkgate-environment", environment), session);
    }

    /** Speaks to a process driver past the gateway. */
    static SparkCalls direct(Path drivers, String driverId) throws IOException {
        Properties facts = new Properties();
        try (InputStream in = Files.newInputStream(drivers.resolve(driverId).resolve("driver.properties"))) {
            facts.load(in);
        }
        String token =
                Files.readString(drivers.resolve(driverId).resolve("token")).strip();
        return new SparkCalls(
                new Address("127.0.0.1", Integer.parseInt(facts.getProperty("port"))),
                headers("authorization", "Bearer " + token),
                new SessionKey("direct", UUID.randomUUID().toString()));
    }

    void sql(String statement) {
        Plan plan = Plan.newBuilder()
                .setCommand(Command.newBuilder()
                        .setSqlCommand(SqlCommand.newBuilder().setInput(relation(statement))))
                .build();
        sum(execute(plan, null), answer -> 0);
    }

    long rows(String query) {
        return sum(execute(root(query), null), answer -> answer.getArrowBatch().getRowCount());
    }

    /** Runs a plan that is no SQL: the first rows of a range. */
    long rowsOfRange(int limit) {
        Relation range = Relation.newBuilder()
                .setRange(Range.newBuilder().setStart(0).setEnd(1_000).setStep(1))
                .build();
        Plan plan = Plan.newBuilder()
                .setRoot(Relation.newBuilder()
                        .setLimit(Limit.newBuilder().setInput(range).setLimit(limit)))
                .build();
        return sum(execute(plan, null), answer -> answer.getArrowBatch().getRowCount());
    }

    long rowsWithin(String query, Duration timeout) {
        return sum(
                execute(root(query), timeout), answer -> answer.getArrowBatch().getRowCount());
    }

    long bytes(String query) {
        return sum(
                execute(root(query), null),
                answer -> answer.getArrowBatch().getData().size());
    }

    ConfigResponse allConfig() {
        return SparkConnectServiceGrpc.newBlockingStub(intercepted)
                .config(ConfigRequest.newBuilder()
                        .setSessionId(session.sessionId())
                        .setUserContext(user())
                        .setOperation(ConfigRequest.Operation.newBuilder().setGetAll(ConfigRequest.GetAll.newBuilder()))
                        .build());
    }

    void releaseSession() {
        SparkConnectServiceGrpc.newBlockingStub(intercepted)
                .releaseSession(ReleaseSessionRequest.newBuilder()
                        .setSessionId(session.sessionId())
                        .setUserContext(user())
                        .build());
    }

    void releaseExecute() {
        SparkConnectServiceGrpc.newBlockingStub(intercepted)
                .releaseExecute(ReleaseExecuteRequest.newBuilder()
                        .setSessionId(session.sessionId())
                        .setUserContext(user())
                        .setOperationId(UUID.randomUUID().toString())
                        .setReleaseAll(ReleaseExecuteRequest.ReleaseAll.newBuilder())
                        .build());
    }

    void reattach() {
        Iterator<ExecutePlanResponse> answers = SparkConnectServiceGrpc.newBlockingStub(intercepted)
                .reattachExecute(ReattachExecuteRequest.newBuilder()
                        .setSessionId(session.sessionId())
                        .setUserContext(user())
                        .setOperationId(UUID.randomUUID().toString())
                        .build());
        answers.next();
    }

    /** Calls what no server knows. */
    void unknownMethod() {
        MethodDescriptor<ReleaseSessionRequest, ConfigResponse> method =
                MethodDescriptor.<ReleaseSessionRequest, ConfigResponse>newBuilder()
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName("spark.connect.SparkConnectService/OfTheFuture")
                        .setRequestMarshaller(SparkConnectServiceGrpc.getReleaseSessionMethod()
                                .getRequestMarshaller())
                        .setResponseMarshaller(
                                SparkConnectServiceGrpc.getConfigMethod().getResponseMarshaller())
                        .build();
        ClientCalls.blockingUnaryCall(
                intercepted,
                method,
                CallOptions.DEFAULT,
                ReleaseSessionRequest.newBuilder()
                        .setSessionId(session.sessionId())
                        .setUserContext(user())
                        .build());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private Iterator<ExecutePlanResponse> execute(Plan plan, Duration timeout) {
        SparkConnectServiceGrpc.SparkConnectServiceBlockingStub stub =
                SparkConnectServiceGrpc.newBlockingStub(intercepted);
        if (timeout != null) {
            stub = stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        return stub.executePlan(ExecutePlanRequest.newBuilder()
                .setSessionId(session.sessionId())
                .setUserContext(user())
                .setPlan(plan)
                .build());
    }

    private static long sum(Iterator<ExecutePlanResponse> answers, ToLongFunction<ExecutePlanResponse> figure) {
        long sum = 0;
        while (answers.hasNext()) {
            sum += figure.applyAsLong(answers.next());
        }
        return sum;
    }

    private UserContext user() {
        return UserContext.newBuilder().setUserId(session.userId()).build();
    }

    private static Plan root(String query) {
        return Plan.newBuilder().setRoot(relation(query)).build();
    }

    private static Relation relation(String query) {
        return Relation.newBuilder().setSql(SQL.newBuilder().setQuery(query)).build();
    }

    private static Metadata headers(String... pairs) {
        Metadata headers = new Metadata();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(Metadata.Key.of(pairs[i], Metadata.ASCII_STRING_MARSHALLER), pairs[i + 1]);
        }
        return headers;
    }
}
