package dev.sparkgate.gateway.observe;

import dev.sparkgate.proxy.CallRecord;
import java.util.List;

/** Takes finished calls, in the order of their ends, off the network's threads; one batch at a time. */
interface CallSink {
    void write(List<CallRecord> calls);
}
