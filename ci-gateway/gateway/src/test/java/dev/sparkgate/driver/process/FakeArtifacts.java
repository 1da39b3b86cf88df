package dev.sparkgate.driver.process;

import dev.sparkgate.driver.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A repository in a folder that has every artifact, as an empty jar, unless it is out of reach. */
final class FakeArtifacts implements Artifacts {
    final List<Request> requests = new ArrayList<>();
    private final Path folder;
    boolean reachable = true;

    FakeArtifacts(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<Path> resolve(String what, Request request, ProgressListener progress) throws IOException {
        requests.add(request);
        if (!reachable) {
            throw new IOException("Could not find artifact x in central");
        }
        Files.createDirectories(folder);
        List<Path> jars = new ArrayList<>();
        for (String coordinates : concat(request)) {
            String[] parts = coordinates.split(":");
            jars.add(TestJars.write(folder.resolve(parts[1] + "-" + parts[2] + ".jar")));
        }
        return jars;
    }

    private static List<String> concat(Request request) {
        List<String> all = new ArrayList<>(request.withDependencies());
        all.addAll(request.alone());
        return all;
    }
}
