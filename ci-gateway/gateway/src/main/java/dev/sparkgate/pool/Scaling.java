package dev.sparkgate.pool;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a pool follows demand and the hours of the day.
 *
 * @param downAfter a driver beyond what is wanted stays so long without a lease, so that a short pause between jobs costs no
 *     start
 * @param schedule windows of time with another {@code minIdle}; where several hold at once, the largest counts
 */
public record Scaling(Duration downAfter, List<HotWindow> schedule) {
    /** Five minutes, the same at every hour. */
    public static final Scaling DEFAULT = new Scaling(Duration.ofMinutes(5), List.of());

    public Scaling {
        requireNonNull(downAfter, "downAfter");
        schedule = List.copyOf(schedule);
    }

    /** Returns how much is kept hot at a moment: what the schedule says, else {@code usual}. */
    int minIdle(Instant now, int usual) {
        return schedule.stream()
                .filter(window -> window.holds(now))
                .mapToInt(HotWindow::minIdle)
                .max()
                .orElse(usual);
    }
}
