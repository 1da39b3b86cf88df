package dev.sparkgate.driver.process;

import dev.sparkgate.driver.ProgressListener;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes progress to the log, each further tenth once. */
final class LoggedProgress implements ProgressListener {
    private static final Logger log = LoggerFactory.getLogger(LoggedProgress.class);

    private final AtomicLong tenths = new AtomicLong();

    @Override
    public void progress(String what, long done, long total) {
        long now = total <= 0 ? 0 : done * 10 / total;
        if (total > 0 && tenths.getAndAccumulate(now, Math::max) < now) {
            log.atInfo().addKeyValue("percent", now * 10).log(what);
        }
    }
}
