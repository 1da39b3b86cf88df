package dev.sparkgate.pool;

import dev.sparkgate.driver.Driver;
import java.time.Instant;
import java.util.Locale;

/** Where a driver stands; the methods are the legal transitions. */
public sealed interface DriverState {
    /** Returns the word for people and APIs: {@code READY}. */
    default String word() {
        return getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }

    /** Says whether it runs or is about to. */
    default boolean counts() {
        return true;
    }

    /** Its process or pod is on its way. */
    record Starting(Instant since) implements DriverState {
        public Warming listen(Driver driver, Instant now) {
            return new Warming(driver, now);
        }

        public Stopped fail(String why, Instant now) {
            return new Stopped(why, now);
        }
    }

    /** It listens; probe and first query are under way. */
    record Warming(Driver driver, Instant since) implements DriverState {
        public Ready ready(Instant now) {
            return new Ready(driver, now);
        }

        public Stopped fail(String why, Instant now) {
            return new Stopped(why, now);
        }
    }

    /** It takes leases. */
    record Ready(Driver driver, Instant since) implements DriverState {
        public Draining drain(String why, Instant now) {
            return new Draining(driver, why, now);
        }

        public Lost lose(String why, Instant now) {
            return new Lost(driver, why, now);
        }
    }

    /** It keeps its leases and takes no more. */
    record Draining(Driver driver, String why, Instant since) implements DriverState {
        public Stopped stop(Instant now) {
            return new Stopped(why, now);
        }

        public Lost lose(String how, Instant now) {
            return new Lost(driver, how, now);
        }
    }

    /** It ended as it was meant to, or never came up. */
    record Stopped(String why, Instant since) implements DriverState {
        @Override
        public boolean counts() {
            return false;
        }
    }

    /** It died under its leases. */
    record Lost(Driver driver, String why, Instant since) implements DriverState {
        @Override
        public boolean counts() {
            return false;
        }
    }
}
