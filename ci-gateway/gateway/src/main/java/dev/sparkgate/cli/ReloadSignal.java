package dev.sparkgate.cli;

import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.gateway.Gateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** SIGHUP has a gateway read its configuration again; from a terminal that was closed it still means the end. */
final class ReloadSignal {
    private static final Logger log = LoggerFactory.getLogger(ReloadSignal.class);

    private final Gateway gateway;
    private final boolean onTerminal;

    private ReloadSignal(Gateway gateway, boolean onTerminal) {
        this.gateway = gateway;
        this.onTerminal = onTerminal;
    }

    static void install(Gateway gateway) {
        ReloadSignal reload = new ReloadSignal(gateway, Terminal.isThere());
        try {
            Signal.handle(new Signal("HUP"), reload::received);
        } catch (IllegalArgumentException notOnThisSystem) {
            log.atDebug().log("SIGHUP is not for us here; 'sparkgate reload' does the same");
        }
    }

    private void received(Signal signal) {
        if (onTerminal && !Terminal.isThere()) {
            System.exit(ExitStatus.SIGNAL + signal.getNumber());
        }
        try {
            gateway.reload();
        } catch (SparkgateException e) {
            log.atWarn().addKeyValue("code", e.code()).log("configuration stays as it is: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("reload failed");
        }
    }
}
