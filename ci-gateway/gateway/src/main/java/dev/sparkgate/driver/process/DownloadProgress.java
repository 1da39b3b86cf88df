package dev.sparkgate.driver.process;

import dev.sparkgate.driver.ProgressListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.graph.DependencyVisitor;
import org.eclipse.aether.repository.LocalArtifactRequest;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.util.graph.visitor.TreeDependencyVisitor;

/** Adds up what all transfers have brought so far, against a total that starts as an estimate and ends exact. */
final class DownloadProgress extends AbstractTransferListener {
    /** The few jars that make up most of a Spark, in bytes; the others are small and counted as alike. */
    private static final Map<String, Long> LARGE = Map.ofEntries(
            Map.entry("rocksdbjni", 71_700_000L),
            Map.entry("iceberg-spark-runtime-4.1_2.13", 48_300_000L),
            Map.entry("iceberg-spark-runtime-4.0_2.13", 48_300_000L),
            Map.entry("hadoop-client-runtime", 30_500_000L),
            Map.entry("hadoop-client-api", 19_700_000L),
            Map.entry("spark-catalyst_2.13", 16_900_000L),
            Map.entry("spark-core_2.13", 15_000_000L),
            Map.entry("icu4j", 14_700_000L),
            Map.entry("spark-connect_2.13", 13_900_000L),
            Map.entry("spark-sql_2.13", 13_600_000L),
            Map.entry("zstd-jni", 7_400_000L),
            Map.entry("spark-mllib_2.13", 6_900_000L),
            Map.entry("scala-library", 5_900_000L));

    private static final long OTHER = 600_000;

    /** Listeners hear of each quarter of a megabyte. */
    private static final long STEP = 256 * 1024;

    private final String what;
    private final ProgressListener progress;
    /** Bytes of each jar to come, by file name; filled before the first transfer of a jar. */
    private final Map<String, Long> expected = new ConcurrentHashMap<>();

    private final Map<String, Long> done = new ConcurrentHashMap<>();
    private final AtomicLong reported = new AtomicLong();

    DownloadProgress(String what, ProgressListener progress) {
        this.what = what;
        this.progress = progress;
    }

    /** Returns a visitor of the dependency tree that notes what is not in the local repository yet. */
    DependencyVisitor expectations(RepositorySystemSession session, List<RemoteRepository> repositories) {
        return new TreeDependencyVisitor(new DependencyVisitor() {
            @Override
            public boolean visitEnter(DependencyNode node) {
                Artifact artifact = node.getArtifact();
                if (artifact != null && !isThere(session, repositories, artifact)) {
                    expected.put(fileName(artifact), LARGE.getOrDefault(artifact.getArtifactId(), OTHER));
                }
                return true;
            }

            @Override
            public boolean visitLeave(DependencyNode node) {
                return true;
            }
        });
    }

    @Override
    public void transferProgressed(TransferEvent event) {
        String path = event.getResource().getResourceName();
        String jar = path.substring(path.lastIndexOf('/') + 1);
        if (!expected.containsKey(jar)) {
            return; // a pom: counted in bytes they are nothing
        }
        long length = event.getResource().getContentLength();
        if (length > 0) {
            expected.put(jar, length);
        }
        done.put(jar, event.getTransferredBytes());
        long now = sum(done);
        long total = sum(expected);
        long step = now / STEP;
        if (reported.getAndAccumulate(step, Math::max) < step || now == total) {
            progress.progress(what, now, total);
        }
    }

    private static long sum(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String fileName(Artifact artifact) {
        String classifier = artifact.getClassifier().isEmpty() ? "" : "-" + artifact.getClassifier();
        return artifact.getArtifactId() + "-" + artifact.getVersion() + classifier + "." + artifact.getExtension();
    }

    private static boolean isThere(
            RepositorySystemSession session, List<RemoteRepository> repositories, Artifact artifact) {
        return session.getLocalRepositoryManager()
                .find(session, new LocalArtifactRequest(artifact, repositories, ""))
                .isAvailable();
    }
}
