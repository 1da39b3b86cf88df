package dev.sparkgate.proxy.wire;

import io.netty.buffer.ByteBuf;
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

/** How long it takes to find whose request it is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestScannerBenchmark {
    /** What HTTP/2 puts into a frame unless told otherwise. */
    private static final int PIECE = 16 << 10;

    @Param
    private SampleRequest request = SampleRequest.CONFIG;

    private ByteBuf frame = SampleRequest.CONFIG.frame();

    @Setup
    public void encode() {
        frame = request.frame();
    }

    @TearDown
    public void release() {
        frame.release();
    }

    /** Scans a request as a call does, piece by piece with a scanner of its own, to the message's end. */
    @Benchmark
    public String scan() {
        RequestScanner scanner = new RequestScanner(RequestFields.NONE, 128 << 20);
        RequestScanner.Event last = RequestScanner.Event.MORE;
        for (int at = 0; at < frame.writerIndex(); at += PIECE) {
            ByteBuf piece = frame.slice(at, Math.min(PIECE, frame.writerIndex() - at));
            do {
                last = scanner.scan(piece);
            } while (last == RequestScanner.Event.HEAD);
        }
        if (last != RequestScanner.Event.END) {
            throw new IllegalStateException("the scan came to " + last + " (expected: END)");
        }
        return scanner.sessionId();
    }
}
