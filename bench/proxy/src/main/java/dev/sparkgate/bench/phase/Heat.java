package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Endpoint;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Everything that follows, thrown away: what is measured later has then been compiled. */
final class Heat implements Phase {
    private final List<Phase> phases;
    private final Effort effort;

    Heat(Effort effort) {
        this.effort = effort;
        this.phases = List.of(new ManyCallers(effort), new LoneCaller(effort), new LargeResult(effort));
    }

    @Override
    public String name() {
        return "heat";
    }

    @Override
    public int warmUpBlocks() {
        return effort.of(8, 1);
    }

    @Override
    public int blocks() {
        return 0;
    }

    @Override
    public Map<String, Double> block(Endpoint endpoint) throws IOException, InterruptedException {
        for (Phase phase : phases) {
            phase.block(endpoint);
        }
        return Map.of();
    }

    @Override
    public void close() {
        phases.forEach(Phase::close);
    }
}
