package dev.sparkgate.proxy;

import static dev.sparkgate.proxy.ClientStream.headers;
import static dev.sparkgate.proxy.RawClient.framed;
import static dev.sparkgate.proxy.TestLeases.OTHER_SECRET;
import static dev.sparkgate.proxy.TestLeases.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sparkgate.auth.Principal;
import dev.sparkgate.connect.SessionKey;
import dev.sparkgate.proxy.h2.ProxyMemory;
import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.connect.proto.AnalyzePlanRequest;
import org.apache.spark.connect.proto.CloneSessionResponse;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.UserContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Random and mutated bytes, frames, metadata and requests: nothing breaks, nothing leaks, nothing reaches a driver that may
 * not. {@code -Dproxy.fuzz.frames=N} says how many frames, {@code -Dproxy.fuzz.seed=S} which.
 */
class HostileClientsIT {
    private static final int FRAMES = Integer.getInteger("proxy.fuzz.frames", 200_000);
    private static final long SEED = Long.getLong("proxy.fuzz.seed", 20_260_711);
    private static final int THREADS = 2;
    private static final int LOOK_EVERY = 500;

    private final ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final AtomicLong reached = new AtomicLong();
    private final java.util.concurrent.ExecutorService threads =
            java.util.concurrent.Executors.newFixedThreadPool(THREADS);
    private LoggedProblems log;
    private ProxyHouse house;

    @BeforeEach
    void begin() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        log = new LoggedProblems();
        house = new ProxyHouse(new RecordingDriver(), HostileClientsIT::principal, 2);
        house.driver.play(new Answers());
        house.driver.audit(this::look);
    }

    @AfterEach
    void end() {
        house.close();
        log.close();
        threads.shutdownNow();
        ResourceLeakDetector.setLevel(usual);
    }

    @Test
    void shouldServeOnWhenClientsAreHostile() {
        // Given
        assertGoodCall();
        long pinned = ProxyMemory.pinned();
        AtomicInteger connections = new AtomicInteger();
        AtomicLong frames = new AtomicLong();
        Map<String, AtomicLong> kinds = new ConcurrentHashMap<>();
        long started = System.nanoTime();

        // When
        CompletableFuture<?>[] attackers = new CompletableFuture<?>[THREADS];
        for (int i = 0; i < THREADS; i++) {
            attackers[i] = CompletableFuture.runAsync(() -> attack(connections, frames, kinds), threads);
        }
        CompletableFuture.allOf(attackers).join();

        // Then
        house.awaitNoCalls();
        assertGoodCall();
        house.awaitNoCalls();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ProxyMemory.pinned()).isLessThanOrEqualTo(pinned + (1 << 20)));
        findLeaks();
        System.out.printf(
                "hostile clients: %d frames on %d connections in %d s, seed %d: %s; %d calls reached the driver, %d ended;"
                        + " pinned %d -> %d; warnings %s%n",
                frames.get(),
                connections.get(),
                Duration.ofNanos(System.nanoTime() - started).toSeconds(),
                SEED,
                new TreeMap<>(kinds),
                reached.get(),
                house.records.count.get(),
                pinned,
                ProxyMemory.pinned(),
                log.warnings);
        assertThat(violations).isEmpty();
        assertThat(log.errors).isEmpty();
        assertThat(house.openCalls()).isZero();
        assertThat(house.reports.failed).as("the driver was well").hasValue(0);
        assertThat(reached).hasValueGreaterThan(FRAMES / 100);
    }

    private void attack(AtomicInteger connections, AtomicLong frames, Map<String, AtomicLong> kinds) {
        try (Attacker attacker = new Attacker(house.proxy.address())) {
            while (frames.get() < FRAMES && violations.size() < 10) {
                int number = connections.incrementAndGet();
                SplittableRandom random = new SplittableRandom(SEED + number);
                Attack attack = Attack.of(random);
                frames.addAndGet(attack.frames());
                kinds.computeIfAbsent(attack.name(), name -> new AtomicLong()).addAndGet(attack.frames());
                String wrong = attacker.attack(attack, random);
                if (wrong != null) {
                    violations.add("connection " + number + ": " + wrong);
                }
                if (number % LOOK_EVERY == 0) {
                    assertGoodCall();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertGoodCall() {
        try (RawClient client = house.client()) {
            byte[] request = framed(AnalyzePlanRequest.newBuilder()
                    .setSessionId(UUID.randomUUID().toString())
                    .setUserContext(UserContext.newBuilder().setUserId("anna"))
                    .build()
                    .toByteArray());
            ClientStream.Outcome outcome = client.call(headers("AnalyzePlan", SECRET), request);
            assertThat(outcome.code()).isEqualTo(Status.Code.OK);
            assertThat(outcome.data()).isEqualTo(request);
        }
    }

    /** Leaks are found by the collector, and told with the next buffers. */
    private void findLeaks() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            assertGoodCall();
        }
        house.awaitNoCalls();
    }

    /** Half of the calls come from somebody who is known, whatever they say of themselves. */
    private static Principal principal(Http2Headers headers) {
        return vouchedFor(String.valueOf(headers.path())) ? new Principal("anna", true) : Principal.ANYBODY;
    }

    private static boolean vouchedFor(String path) {
        return path.length() % 2 == 0;
    }

    /** Looks at what a driver got. */
    private void look(DriverCall call) {
        reached.incrementAndGet();
        String metadata = call.headers().toString();
        if (!("Bearer " + RecordingDriver.TOKEN)
                .contentEquals(String.valueOf(call.headers().get("authorization")))) {
            violations.add("without the driver's token: " + metadata);
        }
        if (call.headers().getAll("authorization").size() != 1) {
            violations.add("with two tokens: " + metadata);
        }
        for (String secret : List.of(SECRET, OTHER_SECRET)) {
            if (metadata.contains(secret)) {
                violations.add("with a lease's secret: " + metadata);
            }
        }
        if (call.requestComplete.isDone()) {
            RawClient.messages(call.came()).forEach(message -> checkSession(call, message));
        }
    }

    /** Reads a message as a driver would: what counts is what it takes for the session. */
    private void checkSession(DriverCall call, byte[] message) {
        AnalyzePlanRequest head;
        try {
            // All requests have the session and the user in the same place; the rest must not stop the look at them.
            head = AnalyzePlanRequest.parseFrom(HeadFields.of(message));
        } catch (InvalidProtocolBufferException e) {
            return;
        }
        SessionKey session = new SessionKey(head.getUserContext().getUserId(), head.getSessionId());
        if (!house.leases.owners.containsKey(session)) {
            violations.add("of a session that no lease has: " + session + " in " + call.path());
        }
        if (vouchedFor(call.path()) && !session.userId().equals("anna")) {
            violations.add("of " + session + ", whose caller is anna, in " + call.path());
        }
        if (call.path().endsWith("/Config")) {
            checkSettings(message);
        }
    }

    /** Clients of Spark 3.5 set their connection string, secret and all. */
    private void checkSettings(byte[] message) {
        try {
            boolean told = ConfigRequest.parseFrom(message).getOperation().getSet().getPairsList().stream()
                    .anyMatch(pair -> pair.getKey().equals("spark.remote"));
            if (told) {
                violations.add("with a connection string: " + HexFormat.of().formatHex(message));
            }
        } catch (InvalidProtocolBufferException e) {
            // No driver reads it either.
        }
    }

    /** Answers as a driver does where the gateway looks at the answer. */
    private static final class Answers implements RecordingDriver.Play {
        @Override
        public void complete(DriverCall call) {
            if (call.path().endsWith("/CloneSession")) {
                call.data(framed(CloneSessionResponse.newBuilder()
                        .setNewSessionId(UUID.randomUUID().toString())
                        .build()
                        .toByteArray()));
            } else if (call.path().endsWith("/Config")) {
                call.data(framed(new byte[0]));
            } else {
                call.data(call.came());
            }
            call.trailers(0);
        }
    }
}
