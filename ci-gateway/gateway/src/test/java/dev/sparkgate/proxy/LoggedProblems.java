package dev.sparkgate.proxy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Listens to what is logged as an error; found leaks are such. */
final class LoggedProblems extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    final List<String> errors = new CopyOnWriteArrayList<>();
    final Map<String, Integer> warnings = new ConcurrentHashMap<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    LoggedProblems() {
        setContext(root.getLoggerContext());
        start();
        root.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getFormattedMessage().contains("AdaptiveByteBufAllocator")) {
            return; // Netty's own choice: attackers and played drivers leak as they like, the proxy has an allocator of
            // its own
        }
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            errors.add(event.getLoggerName() + ": " + event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : " " + event.getThrowableProxy().getMessage()));
        } else if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            warnings.merge(event.getLoggerName() + ": " + event.getMessage(), 1, Integer::sum);
        }
    }

    @Override
    public void close() {
        root.detachAppender(this);
        stop();
    }
}
