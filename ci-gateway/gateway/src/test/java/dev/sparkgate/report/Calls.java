package dev.sparkgate.report;

import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.SQL;

/** Finished calls of session {@code s} of lease {@code l}, user anna. */
final class Calls {
    static final Instant START = Instant.parse("2026-01-31T08:00:00Z");

    private Calls() {}

    static FinishedCall sql(String text, String operation) {
        return execute(request(Plan.newBuilder().setRoot(sql(text)).build()), operation, 7, "OK", "");
    }

    static FinishedCall execute(byte[] request, String operation, long rows, String status, String message) {
        return new FinishedCall(
                "ExecutePlan",
                "l",
                "anna",
                "s",
                "python",
                operation,
                START,
                Duration.ofMillis(250),
                rows,
                100,
                status,
                message,
                request);
    }

    static FinishedCall reattach(String operation, Instant start, long rows, String status) {
        return new FinishedCall(
                "ReattachExecute",
                "l",
                "anna",
                "s",
                null,
                operation,
                start,
                Duration.ofSeconds(1),
                rows,
                50,
                status,
                "gone",
                null);
    }

    static FinishedCall config(String lease, String session) {
        return new FinishedCall(
                "Config", lease, "anna", session, "go", null, START, Duration.ofMillis(1), 0, 10, "OK", "", null);
    }

    static Relation sql(String query) {
        return Relation.newBuilder().setSql(SQL.newBuilder().setQuery(query)).build();
    }

    static byte[] request(Plan plan) {
        return framed(ExecutePlanRequest.newBuilder()
                .setSessionId("b7d1c6d0-5a0c-4d1e-9a6f-1f6a5b6c7d8e")
                .setPlan(plan)
                .setClientType("python")
                .build());
    }

    private static byte[] framed(Message message) {
        byte[] body = message.toByteArray();
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) 0)
                .putInt(body.length)
                .put(body)
                .array();
    }
}
