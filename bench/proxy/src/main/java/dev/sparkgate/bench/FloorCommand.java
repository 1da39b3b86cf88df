package dev.sparkgate.bench;

import dev.sparkgate.bench.floor.Floor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "floor", description = "Passes every call on to BACKEND, with as little as grpc-java allows.")
final class FloorCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PORT", description = "port on loopback; 0: any free one")
    private int port;

    @Parameters(index = "1", paramLabel = "BACKEND", description = "HOST:PORT of a Spark Connect server")
    private String backend = "";

    @Override
    public Integer call() throws Exception {
        return Listening.on(Floor.start(port, backend));
    }
}
