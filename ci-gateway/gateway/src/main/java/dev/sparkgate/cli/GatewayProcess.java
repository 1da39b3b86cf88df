package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.gateway.Gateway;
import dev.sparkgate.gateway.GatewayOptions;
import dev.sparkgate.gateway.config.GatewayConfig;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The life of a gateway's process: claims its slot, starts the gateway, registers it, waits, and leaves in order. */
final class GatewayProcess {
    private final Surroundings surroundings;
    private final UpOptions options;
    private final GatewayConfig config;
    private final CountDownLatch left = new CountDownLatch(1);

    GatewayProcess(Surroundings surroundings, UpOptions options, GatewayConfig config) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
        this.options = requireNonNull(options, "options");
        this.config = requireNonNull(config, "config");
    }

    int run(boolean json) throws IOException, InterruptedException {
        Thread main = Thread.currentThread();
        // A signal ends the wait; what was started is then closed here, in order, before the JVM goes on to end.
        Thread atSignal = new Thread(() -> leave(main), "leave-at-signal");
        Runtime.getRuntime().addShutdownHook(atSignal);
        try {
            runInSlot(json);
        } catch (InterruptedException signalled) {
            return ExitStatus.OK; // the signal's own status stands
        } finally {
            left.countDown();
        }
        return ExitStatus.OK;
    }

    private void leave(Thread main) {
        if (left.getCount() == 0) {
            return;
        }
        main.interrupt();
        try {
            left.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runInSlot(boolean json) throws IOException, InterruptedException {
        Slot.Kind kind = options.isEphemeral() ? Slot.Kind.EPHEMERAL : Slot.Kind.LASTING;
        Slot slot = new Slots(surroundings.home(), Version.current().sparkgate()).claim(kind);
        boolean started = false;
        try {
            GatewayLog.start(slot, takeOutput(slot));
            Path state = options.stateFolder(slot.folder());
            try (@Nullable FileChannel held = state.equals(slot.folder()) ? null : claimState(state)) {
                Ports.check(config);
                try (Gateway gateway = Gateway.start(config, gatewayOptions(state))) {
                    started = true;
                    if (options.config() != null) {
                        ReloadSignal.install(gateway);
                    }
                    GatewayRecord record = record(gateway);
                    slot.register(record);
                    gateway.onReload(() -> registerAgain(slot, gateway));
                    announce(record, json);
                    gateway.awaitEnd();
                }
            }
        } finally {
            Thread.interrupted(); // the way out is not to be cut short
            if (started) {
                slot.release();
            } else {
                slot.abandon();
            }
        }
    }

    private GatewayOptions gatewayOptions(Path state) {
        return new GatewayOptions(
                surroundings.home().folder(),
                state,
                options.isEphemeral(),
                options.ttl(),
                options.idle(),
                options.config() == null ? null : options::read);
    }

    /** Takes over the file that stdout and stderr go to, when we were started in the background. */
    private boolean takeOutput(Slot slot) throws IOException {
        String output = surroundings.variable(GatewayStarter.OUTPUT_VARIABLE);
        if (output == null || !Files.exists(Path.of(output))) {
            return false;
        }
        Files.move(Path.of(output), slot.folder().resolve(Slot.OUTPUT), StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private static FileChannel claimState(Path state) throws IOException {
        FileChannel held = FileLocks.tryAcquire(state.resolve(Slot.LOCK));
        if (held == null) {
            throw new SparkgateException(
                    ErrorCode.STATE_UNAVAILABLE,
                    "state folder " + state
                            + " is in use by another gateway (expected: one gateway for one configuration file); end that one with 'sparkgate down' or copy the file elsewhere");
        }
        return held;
    }

    /** Whoever looks for a gateway by the name of an environment reads its record. */
    private void registerAgain(Slot slot, Gateway gateway) {
        try {
            slot.register(record(gateway));
        } catch (IOException e) {
            surroundings.say(
                    "the gateway's record is stale: " + e + "; its new environments are found with --gateway only");
        }
    }

    private GatewayRecord record(Gateway gateway) {
        String security = config.grpc().tls() == null ? "" : "/;use_ssl=true";
        return new GatewayRecord(
                "sc://" + gateway.grpcAddress() + security,
                "http://" + gateway.httpAddress(),
                ProcessIdentity.current(),
                Version.current().sparkgate(),
                System.getProperty("user.name"),
                gateway.environments(),
                options.isEphemeral());
    }

    private void announce(GatewayRecord record, boolean json) {
        if (json) {
            surroundings.out().println(Json.write(record.announcement()));
            surroundings.out().flush();
            return;
        }
        surroundings.say(UpCommand.ready(record));
    }
}
