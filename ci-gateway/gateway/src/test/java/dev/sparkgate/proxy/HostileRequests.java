package dev.sparkgate.proxy;

import static dev.sparkgate.proxy.TestLeases.OTHER_SECRET;
import static dev.sparkgate.proxy.TestLeases.SECRET;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.spark.connect.proto.AddArtifactsRequest;
import org.apache.spark.connect.proto.AnalyzePlanRequest;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.KeyValue;
import org.apache.spark.connect.proto.ReattachExecuteRequest;
import org.apache.spark.connect.proto.UserContext;

/** Requests and metadata that are right, nearly right, or not at all. */
final class HostileRequests {
    private static final List<String> METHODS = List.of(
            "ExecutePlan",
            "AnalyzePlan",
            "Config",
            "AddArtifacts",
            "ArtifactStatus",
            "CloneSession",
            "FetchErrorDetails",
            "GetStatus",
            "Interrupt",
            "ReattachExecute",
            "ReleaseExecute",
            "ReleaseSession",
            "OfTheFuture");
    private static final List<String> PATHS = List.of(
            "",
            "/",
            "*",
            "Config",
            "/spark.connect.SparkConnectService",
            "/spark.connect.SparkConnectService/",
            "/spark.connect.SparkConnectService/Config/../ExecutePlan",
            "/SPARK.connect.SparkConnectService/Config",
            "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            "/grpc.health.v1.Health/Check",
            "/spark.connect.SparkConnectService/%43onfig",
            "http://driver/spark.connect.SparkConnectService/Config");
    private static final List<String> CONTENT_TYPES = List.of(
            "",
            "application/grpc+proto",
            "application/grpc-web",
            "application/json",
            "text/html",
            "application/grpc;x=y");
    private static final List<String> SECRETS = List.of(
            "", "secret", " " + SECRET, SECRET + " ", SECRET.substring(1), SECRET + "\0", "null", "*", "' or 1=1");
    private static final List<String> NAMES = List.of(
            "authorization",
            "authentication",
            "cookie",
            "x-sparkgate-team",
            "x-sparkgate-environment",
            "x-sparkgate-user",
            "grpc-timeout",
            "grpc-encoding",
            "grpc-accept-encoding",
            "traceparent",
            "baggage",
            "connection",
            "transfer-encoding",
            "upgrade",
            "host",
            "content-length",
            ":status",
            ":protocol",
            ":nonsense",
            "Upper-Case",
            "",
            " ",
            "x y",
            "x-bin",
            "grpc-status",
            "te",
            "x-sparkgate-lease");
    private static final int SESSIONS = 50;

    private final SplittableRandom random;

    HostileRequests(SplittableRandom random) {
        this.random = random;
    }

    /** Returns the metadata of a call that a client might make. */
    Http2Headers good(String secret) {
        return ClientStream.headers(pick(METHODS), secret);
    }

    /** Returns metadata with some things wrong. */
    Http2Headers mutated() {
        Http2Headers headers = good(anySecret());
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            switch (random.nextInt(9)) {
                case 0 -> headers.path(random.nextInt(3) == 0 ? text(300) : pick(PATHS));
                case 1 -> headers.set("content-type", random.nextInt(3) == 0 ? text(40) : pick(CONTENT_TYPES));
                case 2 -> headers.method(random.nextBoolean() ? "GET" : text(10));
                case 3 ->
                    headers.remove(pick(List.of(":path", ":method", ":scheme", "content-type", "te", ":authority")));
                case 4 -> headers.add(pick(NAMES), random.nextBoolean() ? text(200) : "1");
                case 5 -> headers.add(text(20), text(100));
                case 6 -> headers.set("x-sparkgate-lease", random.nextBoolean() ? text(60) : pick(SECRETS));
                case 7 -> headers.remove("x-sparkgate-lease");
                default ->
                    headers.add("grpc-timeout", pick(List.of("", "1n", "99999999999999H", "-1S", "0m", "S", "10X")));
            }
        }
        return headers;
    }

    /** Returns metadata with more than anybody needs, up to twice what is allowed. */
    Http2Headers huge() {
        Http2Headers headers = good(SECRET);
        int bytes = random.nextInt(1 << 10, 140 << 10);
        int each = 1 << random.nextInt(1, 17);
        for (int sum = 0; sum < bytes; sum += each + 40) {
            headers.add("x-" + random.nextInt(1_000_000), "v".repeat(each));
        }
        return headers;
    }

    String anySecret() {
        return switch (random.nextInt(8)) {
            case 0 -> OTHER_SECRET;
            case 1 -> pick(SECRETS);
            default -> SECRET;
        };
    }

    /** Returns one or more messages, prefixes included, mostly with something wrong. */
    byte[] body() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String session = session(random.nextInt(SESSIONS));
        for (int i = random.nextInt(6) == 0 ? random.nextInt(1, 5) : 1; i > 0; i--) {
            body.writeBytes(mutated(RawClient.framed(message(random.nextInt(30) == 0 ? session(0) : session))));
        }
        return body.toByteArray();
    }

    /** Returns random bytes. */
    byte[] bytes(int atMost) {
        byte[] bytes = new byte[random.nextInt(atMost + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] mutated(byte[] message) {
        byte[] bytes = message;
        for (int i = random.nextInt(3); i > 0; i--) {
            bytes = switch (random.nextInt(9)) {
                case 0, 1, 2 -> flipped(bytes);
                case 3 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                case 4 -> withSessionTwice(bytes);
                case 5 -> compressed(bytes);
                case 6 -> withLength(bytes, random.nextInt());
                case 7 -> withLength(bytes, ProxyHouse.MAX_MESSAGE + random.nextInt(-1, 2));
                default -> concatenated(bytes, bytes(20));
            };
        }
        return bytes;
    }

    private byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        for (int i = random.nextInt(1, 5); i > 0 && flipped.length > 0; i--) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private byte[] withSessionTwice(byte[] bytes) {
        byte[] second = AnalyzePlanRequest.newBuilder()
                .setSessionId(session(random.nextInt(SESSIONS)))
                .setUserContext(UserContext.newBuilder().setUserId(random.nextBoolean() ? "anna" : "bob"))
                .build()
                .toByteArray();
        byte[] all = concatenated(bytes, second);
        return withLength(all, Math.max(0, all.length - 5));
    }

    private static byte[] compressed(byte[] bytes) {
        byte[] flagged = bytes.clone();
        if (flagged.length > 0) {
            flagged[0] = 1;
        }
        return flagged;
    }

    private static byte[] withLength(byte[] bytes, int length) {
        byte[] lying = bytes.length < 5 ? Arrays.copyOf(bytes, 5) : bytes.clone();
        for (int i = 0; i < 4; i++) {
            lying[1 + i] = (byte) (length >>> 24 - 8 * i);
        }
        return lying;
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private byte[] message(String session) {
        UserContext user = UserContext.newBuilder()
                .setUserId(random.nextInt(20) == 0 ? "bob" : "anna")
                .build();
        return switch (random.nextInt(5)) {
            case 0 ->
                ExecutePlanRequest.newBuilder()
                        .setSessionId(session)
                        .setUserContext(user)
                        .setOperationId(new UUID(1, random.nextInt(9)).toString())
                        .setClientType("fuzz")
                        .build()
                        .toByteArray();
            case 1 ->
                ConfigRequest.newBuilder()
                        .setSessionId(session)
                        .setUserContext(user)
                        .setOperation(operation())
                        .build()
                        .toByteArray();
            case 2 ->
                AddArtifactsRequest.newBuilder()
                        .setSessionId(session)
                        .setUserContext(user)
                        .setChunk(AddArtifactsRequest.ArtifactChunk.newBuilder()
                                .setData(ByteString.copyFrom(bytes(random.nextInt(20) == 0 ? 40_000 : 200))))
                        .build()
                        .toByteArray();
            case 3 ->
                ReattachExecuteRequest.newBuilder()
                        .setSessionId(session)
                        .setUserContext(user)
                        .setOperationId("op")
                        .build()
                        .toByteArray();
            default ->
                AnalyzePlanRequest.newBuilder()
                        .setSessionId(session)
                        .setUserContext(user)
                        .setClientType(text(100))
                        .build()
                        .toByteArray();
        };
    }

    private ConfigRequest.Operation operation() {
        if (random.nextBoolean()) {
            return ConfigRequest.Operation.newBuilder()
                    .setGet(ConfigRequest.Get.newBuilder().addKeys("spark.remote"))
                    .build();
        }
        return ConfigRequest.Operation.newBuilder()
                .setSet(ConfigRequest.Set.newBuilder()
                        .addPairs(KeyValue.newBuilder()
                                .setKey("spark.remote")
                                .setValue("sc://gateway/;x-sparkgate-lease=" + SECRET))
                        .addPairs(KeyValue.newBuilder().setKey(text(20)).setValue(text(20))))
                .build();
    }

    private static String session(int number) {
        return new UUID(7, number).toString();
    }

    private String text(int atMost) {
        return new String(bytes(atMost), ISO_8859_1);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
