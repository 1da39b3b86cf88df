package dev.sparkgate.gateway.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.proxy.CallRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line for each call, into a file or the gateway's own log. */
final class AccessLog implements CallSink {
    private static final Logger access = LoggerFactory.getLogger("dev.sparkgate.access");
    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

    private final Target target;
    private final Function<String, Optional<Lease>> leases;
    private final AtomicLong lost = new AtomicLong();
    private boolean failing;

    /** Where lines go. */
    private interface Target {
        void write(String lines) throws IOException;
    }

    private AccessLog(Target target, Function<String, Optional<Lease>> leases) {
        this.target = target;
        this.leases = requireNonNull(leases, "leases");
    }

    static AccessLog toOwnLog(Function<String, Optional<Lease>> leases) {
        return new AccessLog(lines -> lines.lines().forEach(access::info), leases);
    }

    /**
     * Appends to a file, which is opened for each batch: it may be moved away while the gateway runs.
     *
     * @throws SparkgateException with {@link ErrorCode#CONFIG_INVALID} when it cannot be written
     */
    static AccessLog toFile(Path file, Function<String, Optional<Lease>> leases) {
        AccessLog log = new AccessLog(lines -> append(file, lines), leases);
        try {
            append(file, "");
        } catch (IOException e) {
            throw new SparkgateException(
                    ErrorCode.CONFIG_INVALID,
                    "access log " + file + " cannot be written: " + e
                            + " (expected: a file in a folder that is there); check gateway.access-log",
                    e);
        }
        return log;
    }

    @Override
    public void write(List<CallRecord> calls) {
        StringBuilder lines = new StringBuilder();
        for (CallRecord call : calls) {
            Lease lease =
                    call.leaseId() == null ? null : leases.apply(call.leaseId()).orElse(null);
            lines.append(AccessLine.of(call, lease)).append('\n');
        }
        try {
            target.write(lines.toString());
            failing = false;
        } catch (IOException e) {
            lost.addAndGet(calls.size());
            if (!failing) {
                failing = true;
                log.atWarn().addKeyValue("cause", e).log("access log cannot be written; its lines are lost");
            }
        }
    }

    /** Returns how many lines could not be written. */
    long lost() {
        return lost.get();
    }

    private static void append(Path file, String lines) throws IOException {
        Files.writeString(file, lines, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
