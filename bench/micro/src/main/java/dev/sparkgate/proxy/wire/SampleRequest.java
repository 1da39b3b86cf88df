package dev.sparkgate.proxy.wire;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.LocalRelation;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.connect.proto.UserContext;

/** Requests as clients send them, from the smallest to one that carries data. */
public enum SampleRequest {
    CONFIG,
    QUERY,
    MEGABYTE;

    private static final String SESSION = "8b1f2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
    private static final String CLIENT = "_SPARK_CONNECT_PYTHON spark/4.1.3 os/linux python/3.11.7";
    private static final UserContext USER =
            UserContext.newBuilder().setUserId("ada").setUserName("ada").build();

    /** Returns the request with its gRPC prefix, in memory outside the heap, as Netty hands it over. */
    ByteBuf frame() {
        byte[] message = message();
        return GrpcFrame.of(PooledByteBufAllocator.DEFAULT, message);
    }

    private byte[] message() {
        return switch (this) {
            case CONFIG ->
                ConfigRequest.newBuilder()
                        .setSessionId(SESSION)
                        .setUserContext(USER)
                        .setClientType(CLIENT)
                        .setOperation(ConfigRequest.Operation.newBuilder()
                                .setGet(ConfigRequest.Get.newBuilder().addKeys("spark.app.name")))
                        .build()
                        .toByteArray();
            case QUERY ->
                execute(Relation.newBuilder()
                        .setSql(SQL.newBuilder().setQuery("select ds, count(*) from pedregal.raw.events group by ds")));
            case MEGABYTE ->
                execute(Relation.newBuilder()
                        .setLocalRelation(LocalRelation.newBuilder().setData(ByteString.copyFrom(new byte[1 << 20]))));
        };
    }

    private static byte[] execute(Relation.Builder relation) {
        return ExecutePlanRequest.newBuilder()
                .setSessionId(SESSION)
                .setUserContext(USER)
                .setClientType(CLIENT)
                .setPlan(Plan.newBuilder().setRoot(relation))
                .build()
                .toByteArray();
    }
}
