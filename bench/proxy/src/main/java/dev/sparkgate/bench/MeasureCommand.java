package dev.sparkgate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sparkgate.bench.load.Endpoint;
import dev.sparkgate.bench.phase.Effort;
import dev.sparkgate.bench.phase.Outcome;
import dev.sparkgate.bench.phase.Phase;
import dev.sparkgate.bench.phase.Phases;
import dev.sparkgate.bench.phase.Turns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "measure",
        description =
                "Measures endpoints in turns and prints the values of each block as JSON. The first endpoint is what"
                        + " the others stand in front of. @FILE reads arguments from a file, which keeps secrets out of sight.")
final class MeasureCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME=HOST:PORT[@PID]", arity = "1..*", description = "what to measure")
    private List<String> endpoints = List.of();

    @Option(names = "--phases", split = ",", description = "some of ${COMPLETION-CANDIDATES}; default: all but COLD")
    private List<Phases> phases = List.of(
            Phases.HEAT,
            Phases.UNARY,
            Phases.RATE,
            Phases.QUERY,
            Phases.STREAM,
            Phases.SESSIONS,
            Phases.STALLED1,
            Phases.STALLED16);

    @Option(names = "--header", paramLabel = "NAME:KEY=VALUE", description = "metadata for an endpoint; repeatable")
    private List<String> headers = List.of();

    @Option(names = "--sessions", description = "how many are open at once; default: ${DEFAULT-VALUE}")
    private int sessions = 200;

    @Option(names = "--stalled-megabytes", description = "size of a result that is not read; default: ${DEFAULT-VALUE}")
    private int stalledMegabytes = 200;

    @Option(names = "--smoke", description = "a few samples of each figure only")
    private boolean smoke;

    @Override
    public Integer call() throws Exception {
        List<Endpoint> all = endpoints.stream().map(this::endpoint).toList();
        Turns turns = new Turns(all);
        List<Outcome> outcomes = new ArrayList<>();
        for (Phases each : phases) {
            try (Phase phase = each.phase(new Effort(smoke), all.get(0), sessions, stalledMegabytes)) {
                Outcome outcome = turns.run(phase);
                outcomes.add(outcome);
                System.err.printf(
                        Locale.ROOT,
                        "phase %s: %.0f s, others used %.2f cores%s%n",
                        outcome.phase(),
                        outcome.seconds(),
                        outcome.othersCores(),
                        outcome.failures().isEmpty() ? "" : ", failures: " + outcome.failures());
            }
        }
        System.out.println(new ObjectMapper().writeValueAsString(outcomes));
        return 0;
    }

    private Endpoint endpoint(String text) {
        Map<String, String> own = new LinkedHashMap<>();
        String name = text.substring(0, Math.max(0, text.indexOf('=')));
        for (String header : headers) {
            if (header.startsWith(name + ":")) {
                String pair = header.substring(name.length() + 1);
                int equals = pair.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException(
                            "header of '" + name + "' is not understood (expected: NAME:KEY=VALUE)");
                }
                own.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return Endpoint.parse(text, own);
    }
}
