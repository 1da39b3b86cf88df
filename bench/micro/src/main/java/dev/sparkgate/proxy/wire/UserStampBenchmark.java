package dev.sparkgate.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How long it takes to write a verified user's id into a request. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class UserStampBenchmark {
    private final UserStamp stamp = new UserStamp("grace.hopper@example.org");

    @Param({"CONFIG", "QUERY"})
    private SampleRequest request = SampleRequest.CONFIG;

    private ByteBuf frame = SampleRequest.CONFIG.frame();
    private HeadLayout layout = layoutOf(frame);

    @Setup
    public void encode() {
        frame = request.frame();
        layout = layoutOf(frame);
    }

    @TearDown
    public void release() {
        frame.release();
    }

    /** Stamps a request that came in one piece. */
    @Benchmark
    public int stamp() {
        ByteBuf stamped = stamp.stamp(PooledByteBufAllocator.DEFAULT, frame, layout);
        int length = stamped.readableBytes();
        stamped.release();
        return length;
    }

    private static HeadLayout layoutOf(ByteBuf frame) {
        RequestScanner scanner = new RequestScanner(RequestFields.NONE, 128 << 20);
        ByteBuf reading = frame.duplicate();
        RequestScanner.Event event = scanner.scan(reading);
        if (event != RequestScanner.Event.HEAD) {
            throw new IllegalStateException("the scan came to " + event + " (expected: HEAD)");
        }
        return scanner.layout();
    }
}
