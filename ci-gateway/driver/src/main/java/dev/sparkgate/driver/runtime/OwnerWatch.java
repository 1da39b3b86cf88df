package dev.sparkgate.driver.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a driver is an orphan: nobody has owned it for longer than the grace, in which a restarted gateway may
 * adopt it.
 */
final class OwnerWatch {
    private final BooleanSupplier owned;
    private final Duration grace;
    private final Clock clock;
    private @Nullable Instant lostAt;

    OwnerWatch(BooleanSupplier owned, Duration grace, Clock clock) {
        this.owned = owned;
        this.grace = grace;
        this.clock = clock;
    }

    /** Looks once; the caller looks about every second. */
    Finding look() {
        if (owned.getAsBoolean()) {
            boolean adopted = lostAt != null;
            lostAt = null;
            return adopted ? Finding.ADOPTED : Finding.OWNED;
        }
        Instant now = clock.instant();
        if (lostAt == null) {
            lostAt = now;
            return Finding.JUST_LOST;
        }
        return Duration.between(lostAt, now).compareTo(grace) > 0 ? Finding.ORPHANED : Finding.LOST;
    }

    enum Finding {
        OWNED,
        JUST_LOST,
        LOST,
        ADOPTED,
        ORPHANED
    }
}
