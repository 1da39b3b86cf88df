package dev.sparkgate.driver.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sparkgate.connect.ConnectClient;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.driver.Address;
import dev.sparkgate.driver.DriverHandle;
import dev.sparkgate.driver.DriverSpec;
import dev.sparkgate.driver.Profile;
import dev.sparkgate.driver.process.ProcessDriverBackend.Settings;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against real Spark drivers, from Maven's local repository. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ProcessDriverBackendIT {
    private static final Duration GRACE = Duration.ofSeconds(20);
    /** Kept between runs: what is in it is resolved from Maven once. */
    private static final Path HOME = Path.of("target", "it-home").toAbsolutePath();

    private static final Settings SETTINGS = new Settings(Duration.ofMinutes(3), Duration.ofSeconds(60), Duration.ZERO);

    @TempDir
    private Path folder;

    private Path jar;
    private final List<ProcessDriverBackend> backends = new ArrayList<>();
    private final List<DriverHandle> handles = new ArrayList<>();

    @BeforeEach
    void findJar() throws Exception {
        jar = DriverJars.find(folder);
    }

    @AfterEach
    void endAll() {
        handles.forEach(handle -> handle.stop(Duration.ZERO));
        backends.forEach(ProcessDriverBackend::close);
    }

    @Test
    void shouldServeByItsTokenOnlyAndLeaveNothingWhenStopped() throws Exception {
        // Given
        ProcessDriverBackend backend = backend("off", SETTINGS);

        // When
        DriverHandle handle = launch(backend, "one", "1g");

        // Then
        ProcessHandle process = ProcessHandle.of(handle.driver().pid()).orElseThrow();
        Path files = folder.resolve("drivers/one");
        assertThat(query(handle.driver().address(), handle.token(), "select 1")).isNull();
        assertThat(query(handle.driver().address(), "wrong", "select 1")).hasMessageContaining("UNAUTHENTICATED");
        assertThat(handle.driver().spark()).isEqualTo("4.1.2");
        assertThat(handle.exit()).isNotDone();
        assertThat(process.info().commandLine().orElse(""))
                .contains("DriverMain")
                .doesNotContain(handle.token());
        assertThat(Files.readString(files.resolve("java.args")))
                .contains("--add-opens=java.base/java.nio=ALL-UNNAMED", "-XX:TieredStopAtLevel=1")
                .doesNotContain("jdk.incubator.vector", "-Xshare", handle.token());
        assertThat(permissions(files)).isEqualTo("rwx------");
        assertThat(permissions(files.resolve("token"))).isEqualTo("rw-------");
        assertThat(permissions(files.resolve("spark.properties"))).isEqualTo("rw-------");

        // When
        handle.stop(GRACE);

        // Then
        assertThat(process.isAlive()).isFalse();
        assertThat(handle.exit()).isCompletedWithValue("exit status 143 (terminated)");
        assertThat(children(folder.resolve("drivers"))).isEmpty();
    }

    @Test
    void shouldBeTakenOverByTheNextGatewayAndTellBothWhenItIsKilled() throws Exception {
        // Given
        DriverHandle first = launch(backend("off", SETTINGS), "one", "1g");

        // When
        List<DriverHandle> adopted = backend("off", SETTINGS).adopt();

        // Then
        assertThat(adopted).singleElement().satisfies(second -> {
            assertThat(second.driver().address()).isEqualTo(first.driver().address());
            assertThat(second.driver().generation()).isEqualTo(first.driver().generation());
            assertThat(second.driver().pool()).isEqualTo("pool");
            assertThat(second.token()).isEqualTo(first.token());
            assertThat(second.probe(GRACE)).succeedsWithin(GRACE).isEqualTo(true);
            assertThat(second.sameGeneration(GRACE)).isCompletedWithValue(true);
            assertThat(second.processorTime().orElseThrow()).isPositive();
        });

        // When
        ProcessHandle.of(first.driver().pid()).orElseThrow().destroyForcibly();

        // Then
        await().untilAsserted(() -> {
            assertThat(first.exit()).isCompletedWithValue("exit status 137 (killed)");
            assertThat(adopted.get(0).exit()).isCompletedWithValue("ended (adopted: exit status not known)");
        });
        assertThat(first.sameGeneration(GRACE)).isCompletedWithValue(false);
        assertThat(adopted.get(0).sameGeneration(GRACE)).isCompletedWithValue(false);
        assertThat(first.probe(GRACE)).failsWithin(GRACE);
        adopted.get(0).stop(Duration.ZERO);
        assertThat(children(folder.resolve("drivers"))).isEmpty();
    }

    @Test
    void shouldNotStartWhenTheDriverJarIsCutShort() throws Exception {
        // Given
        byte[] content = Files.readAllBytes(jar);
        jar = Files.write(folder.resolve("cut.jar"), Arrays.copyOf(content, content.length / 2));

        // When
        var failure = assertThatThrownBy(() -> launch(backend("off", SETTINGS), "one", "1g"));

        // Then
        failure.isInstanceOfSatisfying(
                SparkgateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DRIVER_START_FAILED));
        failure.hasMessageStartingWith("driver one was not started: " + jar + " is damaged");
        assertThat(folder.resolve("drivers")).doesNotExist();
    }

    @Test
    void shouldSayWhyWhenTheProcessEndsBeforeItListens() throws Exception {
        // When
        var failure = assertThatThrownBy(() -> launch(backend("off", SETTINGS), "one", "nonsense"));

        // Then
        failure.isInstanceOfSatisfying(
                SparkgateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DRIVER_START_FAILED));
        failure.hasMessageStartingWith("driver one did not start: exit status 1\nruntime: Spark 4.1.2 from Maven")
                .hasMessageContaining("\njava: Java ")
                .hasMessageContaining("is memory 'nonsense' of the form 1g")
                .hasMessageContaining("Invalid maximum heap size");
        assertThat(children(folder.resolve("drivers"))).isEmpty();
    }

    @Test
    void shouldGiveUpAndLeaveNothingWhenTheStartTakesTooLong() throws Exception {
        // Given
        Settings impatient = new Settings(Duration.ofMillis(700), Duration.ofSeconds(60), Duration.ZERO);

        // When
        var failure = assertThatThrownBy(() -> launch(backend("off", impatient), "one", "1g"));

        // Then
        failure.hasMessageStartingWith("driver one did not start: still starting after 700ms");
        assertThat(children(folder.resolve("drivers"))).isEmpty();
        assertThat(driverProcesses()).isEmpty();
    }

    @Test
    void shouldLeaveNothingWhenTheLaunchIsInterrupted() throws Exception {
        // Given
        ProcessDriverBackend backend = backend("off", SETTINGS);
        List<Throwable> thrown = new ArrayList<>();
        Thread launching = new Thread(() -> {
            try {
                launch(backend, "one", "1g");
            } catch (Throwable e) {
                thrown.add(e);
            }
        });
        launching.start();
        await().atMost(Duration.ofMinutes(2)).until(() -> !driverProcesses().isEmpty());

        // When
        launching.interrupt();
        launching.join(Duration.ofSeconds(30).toMillis());

        // Then
        assertThat(thrown).singleElement().isInstanceOf(InterruptedException.class);
        assertThat(children(folder.resolve("drivers"))).isEmpty();
        assertThat(driverProcesses()).isEmpty();
    }

    @Test
    void shouldArchiveClassesInTheBackgroundAndStartFromThemNextTime() throws Exception {
        // Given
        ProcessDriverBackend backend = backend("on", SETTINGS);
        launch(backend, "one", "1g").stop(GRACE);
        Path archives = HOME.resolve("cds");
        await().atMost(Duration.ofMinutes(6))
                .until(() -> children(archives).stream()
                        .anyMatch(file -> file.toString().endsWith(".jsa")));
        await().atMost(Duration.ofSeconds(30)).until(() -> driverProcesses().isEmpty());

        // When
        DriverHandle handle = launch(backend, "two", "1g");

        // Then
        Path archive = children(archives).stream()
                .filter(file -> file.toString().endsWith(".jsa"))
                .findFirst()
                .orElseThrow();
        assertThat(Files.readString(Path.of("/proc/" + handle.driver().pid() + "/maps")))
                .contains(archive.toString());
        assertThat(query(handle.driver().address(), handle.token(), "select 1")).isNull();
        assertThat(handle.log(50)).noneMatch(line -> line.contains("[cds]"));
    }

    private ProcessDriverBackend backend(String archives, Settings settings) throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("SPARK") || name.startsWith("PYSPARK"));
        environment.put("SPARKGATE_CDS", archives);
        if (archives.equals("on")) {
            dev.sparkgate.file.FileTree.delete(HOME.resolve("cds"));
        }
        ProcessDriverBackend backend = new ProcessDriverBackend(
                folder.resolve("drivers"),
                new SparkRuntimes(HOME, environment),
                jar,
                environment,
                (address, token) -> {
                    Throwable failure = query(address, token, "select count(*) from range(10)");
                    if (failure != null) {
                        throw new IOException(failure);
                    }
                },
                settings);
        backends.add(backend);
        return backend;
    }

    private DriverHandle launch(ProcessDriverBackend backend, String id, String memory) throws InterruptedException {
        Profile profile = new Profile("4.1", memory, Map.of(), List.of(), true);
        DriverHandle handle = backend.launch(new DriverSpec(id, "pool", "local", "generation-" + id, profile));
        handles.add(handle);
        return handle;
    }

    /** Returns why a query failed, or null when it did not. */
    private static Throwable query(Address address, String token, String query) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .usePlaintext()
                .build();
        try {
            SessionKey session = new SessionKey("it", UUID.randomUUID().toString());
            return new ConnectClient(channel, token)
                    .query(session, query, Duration.ofMinutes(2))
                    .handle((done, failure) -> failure)
                    .join();
        } finally {
            channel.shutdownNow();
        }
    }

    private List<ProcessHandle> driverProcesses() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    private static List<Path> children(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
