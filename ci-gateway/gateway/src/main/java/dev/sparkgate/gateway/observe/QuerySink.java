package dev.sparkgate.gateway.observe;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.proxy.CallRecord;
import dev.sparkgate.report.FinishedCall;
import dev.sparkgate.report.QueryLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Gives the calls of leases to the query log. */
record QuerySink(QueryLog queries) implements CallSink {
    QuerySink {
        requireNonNull(queries, "queries");
    }

    @Override
    public void write(List<CallRecord> calls) {
        for (CallRecord call : calls) {
            if (call.leaseId() == null || call.session() == null) {
                continue;
            }
            queries.note(new FinishedCall(
                    call.method(),
                    call.leaseId(),
                    call.session().userId(),
                    call.session().sessionId(),
                    call.clientType(),
                    call.operationId(),
                    Instant.ofEpochMilli(call.startedMillis()),
                    Duration.ofNanos(call.nanos()),
                    call.rows(),
                    call.responseBytes(),
                    call.status().name(),
                    GrpcMessage.decode(call.message()),
                    call.request()));
        }
    }
}
