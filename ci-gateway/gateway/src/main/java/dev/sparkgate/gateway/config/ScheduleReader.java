package dev.sparkgate.gateway.config;

import dev.sparkgate.pool.HotWindow;
import dev.sparkgate.pool.Scaling;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads how a pool follows demand and the hours of the day. */
final class ScheduleReader {
    private static final Scalar<Duration> PAUSE = Scalars.duration(Duration.ZERO, Duration.ofDays(30));
    private static final Scalar<Integer> DRIVERS = Scalars.number("a number of drivers", 0, 1000);
    private static final Set<DayOfWeek> WORKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

    private static final Scalar<Set<DayOfWeek>> DAYS = new Scalar<>(
            "days of the week",
            "like mon-fri or sat,sun",
            Map.of("type", "string", "pattern", "^[a-z]{3}([-,][a-z]{3})*$"),
            ScheduleReader::days,
            ScheduleReader::print);
    private static final Scalar<LocalTime> TIME = new Scalar<>(
            "a time of day",
            "like 08:00, quoted",
            Map.of("type", "string", "pattern", "^([01]\\d|2[0-3]):[0-5]\\d$"),
            text -> text.matches("([01]\\d|2[0-3]):[0-5]\\d") ? LocalTime.parse(text) : null,
            LocalTime::toString);
    private static final Scalar<ZoneId> ZONE = new Scalar<>(
            "a time zone", "like Europe/Berlin or UTC", Map.of("type", "string"), ScheduleReader::zone, ZoneId::getId);

    private ScheduleReader() {}

    static Scaling read(Section in, int max) {
        Duration downAfter = in.value(
                "scale-down-after",
                PAUSE,
                Scaling.DEFAULT.downAfter(),
                "How long a driver beyond what is wanted stays without a lease.");
        List<HotWindow> schedule = in.list(
                "schedule",
                "Hours in which another number is kept hot; where several hold, the largest counts.",
                window -> window(window, max));
        return new Scaling(downAfter, schedule);
    }

    private static HotWindow window(Section in, int max) {
        Set<DayOfWeek> days = in.value("days", DAYS, WORKDAYS, "The days on which it begins.");
        LocalTime from = in.required("from", TIME, LocalTime.of(8, 0), "Its first moment.");
        LocalTime to = in.required("to", TIME, LocalTime.of(18, 0), "Its end; not after from = on the next day.");
        ZoneId zone = in.value("zone", ZONE, ZoneId.of("UTC"), "Whose clocks.");
        int minIdle = in.required("min-idle", DRIVERS, 1, "The pool's min-idle in it.");
        if (minIdle > max) {
            in.problem(
                    "min-idle",
                    "min-idle " + minIdle + " is above max " + max
                            + " (expected: at most max); lower min-idle or raise max");
        }
        return new HotWindow(days, from, to, zone, minIdle);
    }

    private static @Nullable Set<DayOfWeek> days(String text) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("-", -1);
            DayOfWeek first = day(ends[0]);
            DayOfWeek last = day(ends[ends.length - 1]);
            if (first == null || last == null || ends.length > 2) {
                return null;
            }
            days.add(first);
            for (DayOfWeek day = first; day != last; day = day.plus(1)) {
                days.add(day.plus(1));
            }
        }
        return days;
    }

    private static @Nullable DayOfWeek day(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (word(day).equals(text)) {
                return day;
            }
        }
        return null;
    }

    /** Prints a window: {@code mon-fri 08:00-18:00 UTC: 2}. */
    static String print(HotWindow window) {
        return print(window.days()) + " " + window.from() + "-" + window.to() + " " + window.zone() + ": "
                + window.minIdle();
    }

    private static String print(Set<DayOfWeek> days) {
        return days.equals(WORKDAYS)
                ? "mon-fri"
                : days.stream().sorted().map(ScheduleReader::word).collect(Collectors.joining(","));
    }

    private static String word(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }

    private static @Nullable ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            return null;
        }
    }
}
