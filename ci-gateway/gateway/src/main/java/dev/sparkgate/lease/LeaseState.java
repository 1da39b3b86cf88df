package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a lease stands; the methods are the legal transitions: {@code Queued → Preparing → Active → Ending → Ended}. */
public sealed interface LeaseState {
    /** Returns the word for APIs: {@code ACTIVE}. */
    default String word() {
        return getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }

    /** Says whether it is on the way to its end or there. */
    default boolean over() {
        return false;
    }

    /** Returns its place, where it has one. */
    default @Nullable Place place() {
        return null;
    }

    /** It waits for a driver with room, at most until {@code until}. */
    record Queued(Instant since, Instant until) implements LeaseState {
        public Queued {
            requireNonNull(since, "since");
            requireNonNull(until, "until");
        }

        public Preparing place(Place place, Instant now) {
            return new Preparing(place, now);
        }

        public Ended end(EndReason reason, @Nullable Problem problem, Instant now) {
            return new Ended(reason, problem, null, null, now);
        }

        boolean isOver(Instant now) {
            return !now.isBefore(until);
        }
    }

    /** It has a place; its namespace is being made. */
    record Preparing(Place place, Instant since) implements LeaseState {
        public Preparing {
            requireNonNull(place, "place");
            requireNonNull(since, "since");
        }

        public Active grant(Instant now, Duration ttl) {
            return new Active(place, now, now.plus(ttl));
        }

        public Ending end(EndReason reason, @Nullable Problem problem, Instant now) {
            return new Ending(reason, problem, place, null, now);
        }

        /** Nobody was told of the place yet: another is as good. */
        public Queued requeue(Instant now, Instant until) {
            return new Queued(now, until);
        }
    }

    /** It can be used until {@code expiresAt}. */
    record Active(Place place, Instant grantedAt, Instant expiresAt) implements LeaseState {
        public Active {
            requireNonNull(place, "place");
            requireNonNull(grantedAt, "grantedAt");
            requireNonNull(expiresAt, "expiresAt");
        }

        public Active extend(Instant until) {
            return new Active(place, grantedAt, until);
        }

        public Ending end(EndReason reason, @Nullable Problem problem, Instant now) {
            return new Ending(reason, problem, place, grantedAt, now);
        }

        boolean isOver(Instant now) {
            return !now.isBefore(expiresAt);
        }
    }

    /** Its secret opens nothing any more; its sessions and its namespace are being taken down, as often as it takes. */
    record Ending(
            EndReason reason,
            @Nullable Problem problem,
            Place place,
            @Nullable Instant grantedAt,
            Instant since) implements LeaseState {
        public Ending {
            requireNonNull(reason, "reason");
            requireNonNull(place, "place");
            requireNonNull(since, "since");
        }

        public Ended end(Instant now) {
            return new Ended(reason, problem, place, grantedAt, now);
        }

        @Override
        public boolean over() {
            return true;
        }
    }

    /** Nothing of it is left but this record. */
    record Ended(
            EndReason reason,
            @Nullable Problem problem,
            @Nullable Place place,
            @Nullable Instant grantedAt,
            Instant at) implements LeaseState {
        public Ended {
            requireNonNull(reason, "reason");
            requireNonNull(at, "at");
        }

        @Override
        public boolean over() {
            return true;
        }
    }
}
