package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Endpoint;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a phase has measured.
 *
 * @param othersCores how many cores were busy with what does not take part; large numbers make figures worthless
 * @param blocks by endpoint the values of each block; an empty map where the endpoint failed
 * @param failures by endpoint
 */
public record Outcome(
        String phase,
        double seconds,
        double othersCores,
        Map<String, List<Map<String, Double>>> blocks,
        Map<String, List<String>> failures) {

    static final class Builder {
        private final String phase;
        private final Map<String, List<Map<String, Double>>> blocks = new LinkedHashMap<>();
        private final Map<String, List<String>> failures = new LinkedHashMap<>();

        Builder(String phase, List<Endpoint> endpoints) {
            this.phase = phase;
            endpoints.forEach(endpoint -> blocks.put(endpoint.name(), new ArrayList<>()));
        }

        void add(Endpoint endpoint, Map<String, Double> values) {
            blocks.computeIfAbsent(endpoint.name(), name -> new ArrayList<>()).add(values);
        }

        void fail(Endpoint endpoint, Status status) {
            add(endpoint, Map.of());
            failures.computeIfAbsent(endpoint.name(), name -> new ArrayList<>())
                    .add(status.getCode() + ": "
                            + String.valueOf(status.getDescription())
                                    .lines()
                                    .findFirst()
                                    .orElse(""));
        }

        Outcome build(double seconds, double othersCores) {
            return new Outcome(phase, seconds, othersCores, blocks, failures);
        }
    }
}
