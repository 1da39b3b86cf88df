package dev.sparkgate.bench;

import dev.sparkgate.bench.fake.FakeBackend;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "fake", description = "Answers Spark Connect calls at once, with made-up data of the size asked for.")
final class FakeCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PORT", description = "port on loopback; 0: any free one")
    private int port;

    @Override
    public Integer call() throws Exception {
        return Listening.on(FakeBackend.start(port));
    }
}
