package dev.sparkgate.bench.fake;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.sparkgate.bench.load.LargeTable;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.connect.proto.AnalyzePlanRequest;
import org.apache.spark.connect.proto.AnalyzePlanResponse;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ConfigResponse;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.ReleaseSessionRequest;
import org.apache.spark.connect.proto.ReleaseSessionResponse;

/** Makes answers up: right in form, noise in content. */
final class Answers {
    private static final Pattern RANGE = Pattern.compile("range\\(0, (\\d+)\\)");
    /** About what Spark puts into a message of a result like this. */
    private static final int BATCH_ROWS = 10_000;

    private static final String VERSION = "4.1.2";

    private final Settings settings = new Settings();
    private final String server = UUID.randomUUID().toString();
    private final ByteString batch;

    Answers() {
        byte[] noise = new byte[BATCH_ROWS * LargeTable.ROW_BYTES];
        new Random(1).nextBytes(noise);
        batch = ByteString.copyFrom(noise);
    }

    Answer to(String method, byte[] request) throws InvalidProtocolBufferException {
        return switch (method) {
            case "Config" -> new Answer(config(ConfigRequest.parseFrom(request)), 1);
            case "AnalyzePlan" -> new Answer(version(AnalyzePlanRequest.parseFrom(request)), 1);
            case "ExecutePlan" -> rows(ExecutePlanRequest.parseFrom(request));
            default -> new Answer(release(ReleaseSessionRequest.parseFrom(request)), 1);
        };
    }

    private byte[] config(ConfigRequest request) {
        ConfigResponse.Builder response =
                ConfigResponse.newBuilder().setSessionId(request.getSessionId()).setServerSideSessionId(server);
        settings.apply(request, response);
        return response.build().toByteArray();
    }

    private byte[] version(AnalyzePlanRequest request) {
        return AnalyzePlanResponse.newBuilder()
                .setSessionId(request.getSessionId())
                .setServerSideSessionId(server)
                .setSparkVersion(AnalyzePlanResponse.SparkVersion.newBuilder().setVersion(VERSION))
                .build()
                .toByteArray();
    }

    private Answer rows(ExecutePlanRequest request) {
        Matcher range = RANGE.matcher(request.getPlan().getRoot().getSql().getQuery());
        long rows = range.find() ? Long.parseLong(range.group(1)) : 1;
        long perMessage = Math.min(rows, BATCH_ROWS);
        ExecutePlanResponse.ArrowBatch part = ExecutePlanResponse.ArrowBatch.newBuilder()
                .setRowCount(perMessage)
                .setData(batch.substring(0, (int) perMessage * LargeTable.ROW_BYTES))
                .build();
        ExecutePlanResponse message = ExecutePlanResponse.newBuilder()
                .setSessionId(request.getSessionId())
                .setServerSideSessionId(server)
                .setArrowBatch(part)
                .build();
        return new Answer(message.toByteArray(), rows / perMessage);
    }

    private byte[] release(ReleaseSessionRequest request) {
        return ReleaseSessionResponse.newBuilder()
                .setSessionId(request.getSessionId())
                .setServerSideSessionId(server)
                .build()
                .toByteArray();
    }
}
