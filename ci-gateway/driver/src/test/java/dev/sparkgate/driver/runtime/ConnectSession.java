package dev.sparkgate.driver.runtime;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.KeyValue;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.ReleaseSessionRequest;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.connect.proto.SparkConnectServiceGrpc;
import org.apache.spark.connect.proto.SparkConnectServiceGrpc.SparkConnectServiceBlockingStub;
import org.apache.spark.connect.proto.UserContext;
import org.sparkproject.connect.grpc.ManagedChannel;
import org.sparkproject.connect.grpc.ManagedChannelBuilder;

/** One Spark Connect session, spoken with the stubs inside the server's own jar. */
final class ConnectSession implements AutoCloseable {
    private final UserContext user = UserContext.newBuilder().setUserId("it").build();
    private final String id = UUID.randomUUID().toString();
    private final ManagedChannel channel;
    private final SparkConnectServiceBlockingStub stub;

    ConnectSession(int port) {
        this.channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
        this.stub = SparkConnectServiceGrpc.newBlockingStub(channel);
    }

    /** Gives the session a catalog {@code pedregal} of its own, as the gateway does for a lease. */
    ConnectSession withCatalog(String warehouse) {
        String catalog = "spark.sql.catalog.pedregal";
        Map<String, String> pairs = new HashMap<>();
        pairs.put(catalog, "org.apache.iceberg.spark.SparkCatalog");
        pairs.put(catalog + ".catalog-impl", "dev.sparkgate.driver.catalog.LeaseCatalog");
        pairs.put(catalog + ".warehouse", warehouse);
        pairs.put(catalog + ".default-namespace", "default");
        pairs.put(catalog + ".cache-enabled", "false");
        pairs.put("spark.sql.defaultCatalog", "pedregal");
        ConfigRequest.Set.Builder set = ConfigRequest.Set.newBuilder();
        pairs.forEach(
                (key, value) -> set.addPairs(KeyValue.newBuilder().setKey(key).setValue(value)));
        stub.config(ConfigRequest.newBuilder()
                .setSessionId(id)
                .setUserContext(user)
                .setOperation(ConfigRequest.Operation.newBuilder().setSet(set))
                .build());
        return this;
    }

    /** Runs SQL and returns how many rows came back. */
    long rows(String sql) {
        Relation relation =
                Relation.newBuilder().setSql(SQL.newBuilder().setQuery(sql)).build();
        Iterator<ExecutePlanResponse> responses = stub.executePlan(ExecutePlanRequest.newBuilder()
                .setSessionId(id)
                .setUserContext(user)
                .setPlan(Plan.newBuilder().setRoot(relation))
                .build());
        long rows = 0;
        while (responses.hasNext()) {
            ExecutePlanResponse response = responses.next();
            rows += response.hasArrowBatch() ? response.getArrowBatch().getRowCount() : 0;
        }
        return rows;
    }

    @Override
    public void close() throws InterruptedException {
        stub.releaseSession(ReleaseSessionRequest.newBuilder()
                .setSessionId(id)
                .setUserContext(user)
                .build());
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }
}
