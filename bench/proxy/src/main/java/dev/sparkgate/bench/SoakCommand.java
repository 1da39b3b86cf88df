package dev.sparkgate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sparkgate.bench.load.Endpoint;
import dev.sparkgate.bench.soak.Round;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "soak",
        description =
                "Plays a round of mixed load for each line on stdin, and answers with a line of JSON when nothing of"
                        + " it runs any more.")
final class SoakCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME=HOST:PORT", description = "the gateway")
    private String gateway = "";

    @Parameters(index = "1", paramLabel = "URL", description = "its HTTP API")
    private URI http = URI.create("");

    @Option(names = "--clients", description = "how many at a time; default: ${DEFAULT-VALUE}")
    private int clients = 8;

    @Option(names = "--seconds", description = "length of a round; default: ${DEFAULT-VALUE}")
    private int seconds = 50;

    @Override
    public Integer call() throws Exception {
        Endpoint endpoint =
                Endpoint.parse(gateway, Map.of("x-sparkgate-team", "bench", "x-sparkgate-environment", "local"));
        Round round = new Round(endpoint, http);
        ObjectMapper json = new ObjectMapper();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        while (lines.readLine() != null) {
            System.out.println(json.writeValueAsString(round.play(clients, seconds)));
        }
        return 0;
    }
}
