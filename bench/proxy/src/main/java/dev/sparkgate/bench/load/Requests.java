package dev.sparkgate.bench.load;

import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.ReleaseSessionRequest;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.connect.proto.UserContext;

/** Encodes the requests of one session. */
record Requests(String sessionId) {
    private static final String CLIENT_TYPE = "sparkgate-bench";
    private static final UserContext USER =
            UserContext.newBuilder().setUserId("bench").setUserName("bench").build();

    byte[] config() {
        ConfigRequest.Get get =
                ConfigRequest.Get.newBuilder().addKeys("spark.app.name").build();
        return ConfigRequest.newBuilder()
                .setSessionId(sessionId)
                .setUserContext(USER)
                .setClientType(CLIENT_TYPE)
                .setOperation(ConfigRequest.Operation.newBuilder().setGet(get))
                .build()
                .toByteArray();
    }

    byte[] query(String sql) {
        Relation relation =
                Relation.newBuilder().setSql(SQL.newBuilder().setQuery(sql)).build();
        return ExecutePlanRequest.newBuilder()
                .setSessionId(sessionId)
                .setUserContext(USER)
                .setClientType(CLIENT_TYPE)
                .setPlan(Plan.newBuilder().setRoot(relation))
                .build()
                .toByteArray();
    }

    byte[] release() {
        return ReleaseSessionRequest.newBuilder()
                .setSessionId(sessionId)
                .setUserContext(USER)
                .setClientType(CLIENT_TYPE)
                .build()
                .toByteArray();
    }
}
