package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** Something that is to be made durable. */
public sealed interface LeaseChange {
    /**
     * A lease as it stands now.
     *
     * @param first whether nothing of it was asked to be stored before; else only its state differs from what is stored
     */
    record Saved(Lease lease, boolean first) implements LeaseChange {
        public Saved {
            requireNonNull(lease, "lease");
        }

        /** Returns the one change that stands for this and a later one of the same lease. */
        public Saved then(Saved later) {
            return new Saved(later.lease, first || later.first);
        }
    }

    /** A key that was released before a lease with it was seen. */
    record KeyCancelled(String key, Instant at) implements LeaseChange {
        public KeyCancelled {
            requireNonNull(key, "key");
            requireNonNull(at, "at");
        }
    }
}
