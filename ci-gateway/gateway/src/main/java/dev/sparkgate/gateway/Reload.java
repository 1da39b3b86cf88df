package dev.sparkgate.gateway;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.gateway.config.ConfigChange;
import dev.sparkgate.gateway.config.ConfigDiff;
import dev.sparkgate.gateway.config.GatewayConfig;
import dev.sparkgate.http.ReloadReport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again while the gateway runs: all of it is checked before any of it holds, so that a bad file
 * changes nothing.
 */
final class Reload {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);

    private final @Nullable ConfigSource source;
    private final Target target;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private GatewayConfig running;

    /** What goes by a configuration. */
    interface Target {
        /**
         * Goes by another one from now on.
         *
         * @throws SparkgateException when it cannot; then nothing has changed
         */
        void apply(GatewayConfig before, GatewayConfig after);
    }

    /** @param source null = there is no file */
    Reload(GatewayConfig running, @Nullable ConfigSource source, Target target) {
        this.running = requireNonNull(running, "running");
        this.source = source;
        this.target = requireNonNull(target, "target");
    }

    /** Returns the configuration that holds. */
    synchronized GatewayConfig running() {
        return running;
    }

    /** Has {@code listener} called when another configuration holds. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Reads and applies it.
     *
     * @throws SparkgateException with {@link ErrorCode#CONFIG_INVALID} and every error of the file, or
     *     {@link ErrorCode#NOT_SUPPORTED} where there is no file; nothing has changed then
     */
    synchronized ReloadReport reload() {
        if (source == null) {
            throw new SparkgateException(
                    ErrorCode.NOT_SUPPORTED,
                    "this gateway runs without a configuration file (expected: one started with --config FILE); "
                            + "write a file and start it with 'sparkgate up --config FILE'");
        }
        GatewayConfig read = source.read();
        List<ConfigChange> changes = ConfigDiff.between(running, read);
        if (!changes.isEmpty()) {
            GatewayConfig next = ConfigDiff.applicable(running, read);
            target.apply(running, next);
            running = next;
            listeners.forEach(Runnable::run);
        }
        changes.forEach(change -> log.atInfo()
                .addKeyValue("key", change.path())
                .addKeyValue("change", change.change())
                .log(change.atStart() ? "configuration changes at the next start" : "configuration changed"));
        log.atInfo().addKeyValue("changes", changes.size()).log("configuration reloaded");
        return new ReloadReport(changes.stream()
                .map(change -> new ReloadReport.Change(change.path(), change.change(), change.atStart()))
                .toList());
    }
}
