package dev.sparkgate.pool;

import static java.util.Objects.requireNonNull;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * Hours in which a pool keeps another number of drivers hot.
 *
 * @param days on which it begins
 * @param from its first moment, by the clocks of {@code zone}
 * @param to its end; not after {@code from} = on the next day
 * @param minIdle what is kept hot in it, 0 or more
 */
public record HotWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone, int minIdle) {
    public HotWindow {
        days = Set.copyOf(days);
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        requireNonNull(zone, "zone");
        if (minIdle < 0 || days.isEmpty()) {
            throw new IllegalArgumentException(
                    "window of " + days + ": minIdle " + minIdle + " (expected: at least one day, >= 0)");
        }
    }

    /** Says whether it holds at a moment. Where clocks change, it is as long or short as its wall clock says. */
    boolean holds(Instant now) {
        ZonedDateTime local = now.atZone(zone);
        LocalTime time = local.toLocalTime();
        boolean begun = !time.isBefore(from);
        boolean over = !time.isBefore(to);
        if (from.isBefore(to)) {
            return begun && !over && days.contains(local.getDayOfWeek());
        }
        boolean today = begun && days.contains(local.getDayOfWeek());
        return today || (!over && days.contains(local.getDayOfWeek().minus(1)));
    }
}
