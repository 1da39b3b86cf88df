import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.connect.proto.SparkConnectServiceGrpc;
import org.apache.spark.connect.proto.SparkConnectServiceGrpc.SparkConnectServiceBlockingStub;
import org.apache.spark.connect.proto.UserContext;

/**
 * Makes the same calls of the same session straight to its driver and through the gateway, in turns, block by block.
 *
 * <p>Reads what to do from stdin, as properties; prints the median of each block, and the gateway's CPU time per call, as JSON.
 */
final class Overhead {
    /** How fine Linux counts CPU time. */
    private static final double MILLIS_PER_TICK = 10;

    private final UserContext user =
            UserContext.newBuilder().setUserId("bench").setUserName("bench").build();
    private final String session = UUID.randomUUID().toString();
    private final String gatewayPid;
    private final SparkConnectServiceBlockingStub direct;
    private final SparkConnectServiceBlockingStub gateway;

    private Overhead(Properties order) {
        gatewayPid = order.getProperty("gatewayPid");
        direct = stub(order.getProperty("driver"), "authorization", "Bearer " + order.getProperty("token"));
        gateway = stub(order.getProperty("gateway"), "x-sparkgate-lease", order.getProperty("secret"));
    }

    /** One call to be timed. */
    private interface Call {
        void make(SparkConnectServiceBlockingStub stub);
    }

    /** Medians of the blocks, in nanoseconds, and CPU milliseconds of the gateway per call. */
    private record Comparison(List<Double> direct, List<Double> gateway, double cpuMillis) {
        String json(double nanosPerUnit) {
            return "{\"direct\":%s,\"gateway\":%s,\"cpu\":[%s]}"
                    .formatted(
                            direct.stream().map(nanos -> nanos / nanosPerUnit).toList(),
                            gateway.stream().map(nanos -> nanos / nanosPerUnit).toList(),
                            cpuMillis * 1e6 / nanosPerUnit);
        }
    }

    public static void main(String[] args) throws IOException {
        Properties order = new Properties();
        order.load(System.in);
        int blocks = Integer.parseInt(order.getProperty("blocks"));
        int warmUp = Integer.parseInt(order.getProperty("warmUpBlocks"));
        int megabytes = Integer.parseInt(order.getProperty("megabytes"));
        Overhead overhead = new Overhead(order);
        overhead.config(overhead.gateway); // binds the session to its lease, and prepares it
        Comparison unary = overhead.compare(overhead::config, blocks, 300, warmUp);
        Comparison select = overhead.compare(stub -> overhead.rows(stub, "select 1"), blocks, 10, warmUp);
        Comparison arrow = overhead.compare(stub -> overhead.download(stub, megabytes), (blocks + 1) / 2, 1, warmUp);
        System.out.printf(
                "{\"unary\":%s,\"select\":%s,\"arrow\":%s}%n", unary.json(1e3), select.json(1e6), arrow.json(1e6));
        System.exit(0);
    }

    /**
     * Compares.
     *
     * @param warmUp blocks that are not counted
     */
    private Comparison compare(Call call, int blocks, int callsPerBlock, int warmUp) throws IOException {
        List<Double> directly = new ArrayList<>();
        List<Double> through = new ArrayList<>();
        double cpu = 0;
        for (int block = -warmUp; block < blocks; block++) {
            // Who goes first changes: what the first one warms serves the second.
            double first = block % 2 == 0 ? median(call, direct, callsPerBlock) : 0;
            double before = gatewayCpuMillis();
            double gatewayMedian = median(call, gateway, callsPerBlock);
            double used = gatewayCpuMillis() - before;
            double directMedian = block % 2 == 0 ? first : median(call, direct, callsPerBlock);
            if (block >= 0) {
                directly.add(directMedian);
                through.add(gatewayMedian);
                cpu += used;
            }
        }
        return new Comparison(directly, through, cpu / ((double) blocks * callsPerBlock));
    }

    private static double median(Call call, SparkConnectServiceBlockingStub stub, int calls) {
        long[] nanos = new long[calls];
        for (int i = 0; i < calls; i++) {
            long begun = System.nanoTime();
            call.make(stub);
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        return nanos[calls / 2];
    }

    private void config(SparkConnectServiceBlockingStub stub) {
        ConfigRequest.Get get =
                ConfigRequest.Get.newBuilder().addKeys("spark.app.name").build();
        stub.config(ConfigRequest.newBuilder()
                .setSessionId(session)
                .setUserContext(user)
                .setOperation(ConfigRequest.Operation.newBuilder().setGet(get))
                .build());
    }

    private void download(SparkConnectServiceBlockingStub stub, int megabytes) {
        long bytes = rows(stub, "select repeat('x', 1000) from range(" + megabytes * 1000L + ")");
        if (bytes < megabytes * 1_000_000L) {
            throw new IllegalStateException(bytes + " bytes of Arrow came (expected: " + megabytes + " MB)");
        }
    }

    private long rows(SparkConnectServiceBlockingStub stub, String query) {
        Plan plan = Plan.newBuilder()
                .setRoot(Relation.newBuilder().setSql(SQL.newBuilder().setQuery(query)))
                .build();
        Iterator<ExecutePlanResponse> answers = stub.executePlan(ExecutePlanRequest.newBuilder()
                .setSessionId(session)
                .setUserContext(user)
                .setPlan(plan)
                .build());
        long bytes = 0;
        while (answers.hasNext()) {
            bytes += answers.next().getArrowBatch().getData().size();
        }
        return bytes;
    }

    private double gatewayCpuMillis() throws IOException {
        String stat = Files.readString(Path.of("/proc", gatewayPid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK;
    }

    private static SparkConnectServiceBlockingStub stub(String address, String header, String value) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value);
        ClientInterceptor credentials = MetadataUtils.newAttachHeadersInterceptor(metadata);
        ManagedChannel channel = ManagedChannelBuilder.forTarget(address)
                .usePlaintext()
                .maxInboundMessageSize(128 << 20)
                .build();
        return SparkConnectServiceGrpc.newBlockingStub(channel).withInterceptors(credentials);
    }
}
