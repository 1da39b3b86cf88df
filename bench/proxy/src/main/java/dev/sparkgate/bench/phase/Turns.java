package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Endpoint;
import dev.sparkgate.bench.load.Machine;
import dev.sparkgate.bench.load.ProcessTree;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the endpoints in turns, each block beginning with another one, so that a noise that comes hits all of them. */
public final class Turns {
    private final List<Endpoint> endpoints;
    private final Map<Endpoint, ProcessTree> processes = new LinkedHashMap<>();
    private final ProcessTree own = new ProcessTree(ProcessHandle.current().pid());

    public Turns(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
        endpoints.forEach(endpoint -> processes.put(endpoint, new ProcessTree(endpoint.pid())));
    }

    /** Runs a phase to its end. An endpoint that fails in a block has no values for it. */
    public Outcome run(Phase phase) throws IOException, InterruptedException {
        Outcome.Builder outcome = new Outcome.Builder(phase.name(), endpoints);
        for (int block = -phase.warmUpBlocks(); block < 0; block++) {
            turn(phase, block, outcome);
        }
        long begun = System.nanoTime();
        long busy = Machine.busyNanos() - ours();
        for (int block = 0; block < phase.blocks(); block++) {
            turn(phase, block, outcome);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        return outcome.build(seconds, (Machine.busyNanos() - ours() - busy) / 1e9 / seconds);
    }

    private void turn(Phase phase, int block, Outcome.Builder outcome) throws IOException, InterruptedException {
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get(Math.floorMod(i + block, endpoints.size()));
            ProcessTree process = processes.getOrDefault(endpoint, own);
            try {
                long before = process.cpuNanos();
                Map<String, Double> values = new HashMap<>(phase.block(endpoint));
                values.put("cpuMillis", (process.cpuNanos() - before) / 1e6);
                if (block >= 0) {
                    outcome.add(endpoint, values);
                }
            } catch (StatusRuntimeException e) {
                outcome.fail(endpoint, e.getStatus());
            }
        }
    }

    /** CPU time of what takes part. */
    private long ours() {
        return own.cpuNanos()
                + processes.values().stream().mapToLong(ProcessTree::cpuNanos).sum();
    }
}
