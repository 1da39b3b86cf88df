package dev.sparkgate.pool;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** Where a slot stands; the methods are the legal transitions: {@code Making → Ready → Leased → Dirty}, and then it is dropped. */
public sealed interface SlotState {
    /** What it needs is being made. */
    record Making(Instant since) implements SlotState {
        public Ready made(Instant now) {
            return new Ready(now);
        }
    }

    /** It waits for whoever comes next. */
    record Ready(Instant since) implements SlotState {
        public Leased take(String owner, Instant now) {
            return new Leased(owner, now);
        }
    }

    /** It has an owner, and never gets another. */
    record Leased(String owner, Instant since) implements SlotState {
        public Leased {
            requireNonNull(owner, "owner");
        }

        public Dirty end(Instant now) {
            return new Dirty(owner, now);
        }
    }

    /** Its owner is gone; what it left is being dropped. */
    record Dirty(String owner, Instant since) implements SlotState {}
}
