package dev.sparkgate.pool;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is made ahead of time for leases to come: some of each kind that is asked for again and again. Handing one over takes
 * constant time. It makes nothing itself: whoever keeps it carries out what {@link #plan} says.
 *
 * <p>Thread-safe; one lock, because a slot must never have two owners.
 *
 * @param <K> what slots that can stand for each other have in common
 */
public final class Slots<K> {
    /** A kind that nobody has asked for so long is not kept ready any more. */
    private static final Duration KIND_KEPT = Duration.ofMinutes(10);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
    private static final int MOST_KINDS = 16;

    private final Map<K, Kind> kinds = new LinkedHashMap<>();
    private final Map<String, Slot> byOwner = new HashMap<>();
    private final int wanted;
    private final Clock clock;
    private final Supplier<String> nonce;

    /**
     * Has none yet.
     *
     * @param wanted how many of each kind are kept ready, 0 or more
     * @param nonce gives a fresh random word each time, for ids
     */
    public Slots(int wanted, Clock clock, Supplier<String> nonce) {
        this.wanted = wanted;
        this.clock = requireNonNull(clock, "clock");
        this.nonce = requireNonNull(nonce, "nonce");
    }

    /** What is to be done: slots to be made, and slots to be thrown away that nobody had. */
    public record Plan<K>(Map<String, K> make, Map<String, K> drop) {}

    /** How many there are in each state. */
    public record Counts(int making, int ready, int leased, int dirty) {}

    private static final class Slot {
        private final String id;
        private SlotState state;

        Slot(String id, SlotState state) {
            this.id = id;
            this.state = state;
        }
    }

    private static final class Kind {
        private boolean pinned;
        private final Map<String, Slot> making = new LinkedHashMap<>();
        private final Deque<Slot> ready = new ArrayDeque<>();
        private int asked;
        private Instant lastAsked;
        private Instant notBefore = Instant.MIN;

        Kind(boolean pinned, Instant now) {
            this.pinned = pinned;
            this.lastAsked = now;
        }

        /** One that is asked for once may never be asked for again. */
        boolean worthwhile() {
            return pinned || asked > 1;
        }
    }

    /** Keeps these kinds ready from now on, asked for or not, and no others. */
    public synchronized void pin(Collection<K> pinned) {
        kinds.forEach((kind, known) -> known.pinned = pinned.contains(kind));
        pinned.forEach(kind -> kinds.computeIfAbsent(kind, fresh -> new Kind(true, clock.instant())));
    }

    /**
     * Hands a ready slot over.
     *
     * @param owner the only one that it ever has
     * @return its id; empty when none of the kind is ready
     */
    public synchronized Optional<String> take(K kind, String owner) {
        Instant now = clock.instant();
        Kind known = kinds.computeIfAbsent(kind, fresh -> new Kind(false, now));
        known.asked++;
        known.lastAsked = now;
        Slot slot = byOwner.containsKey(owner) ? null : known.ready.poll();
        if (slot == null || !(slot.state instanceof SlotState.Ready ready)) {
            return Optional.empty();
        }
        slot.state = ready.take(owner, now);
        byOwner.put(owner, slot);
        return Optional.of(slot.id);
    }

    /** Says what is to be made and to be dropped now. What is to be made is {@code Making} from then on. */
    public synchronized Plan<K> plan() {
        Instant now = clock.instant();
        Map<String, K> make = new LinkedHashMap<>();
        Map<String, K> drop = new LinkedHashMap<>();
        for (K kind : List.copyOf(kinds.keySet())) {
            Kind known = requireNonNull(kinds.get(kind), "kind");
            boolean forgotten =
                    !known.pinned && (known.lastAsked.plus(KIND_KEPT).isBefore(now) || kinds.size() > MOST_KINDS);
            if (forgotten && known.making.isEmpty()) {
                known.ready.forEach(slot -> drop.put(slot.id, kind));
                kinds.remove(kind);
                continue;
            }
            int missing = wanted - known.ready.size() - known.making.size();
            if (known.worthwhile() && !now.isBefore(known.notBefore)) {
                for (int i = 0; i < missing; i++) {
                    Slot slot = new Slot(nonce.get(), new SlotState.Making(now));
                    known.making.put(slot.id, slot);
                    make.put(slot.id, kind);
                }
            }
        }
        return new Plan<>(make, drop);
    }

    /** Notes that a slot is made. */
    public synchronized void made(K kind, String id) {
        Kind known = kinds.get(kind);
        Slot slot = known == null ? null : known.making.remove(id);
        if (known != null && slot != null && slot.state instanceof SlotState.Making making) {
            slot.state = making.made(clock.instant());
            known.ready.add(slot);
        }
    }

    /** Notes that a slot could not be made, and nothing is left of it; the next try waits a little. */
    public synchronized void failed(K kind, String id) {
        Kind known = kinds.get(kind);
        if (known != null && known.making.remove(id) != null) {
            known.notBefore = clock.instant().plus(PAUSE_AFTER_FAILURE);
        }
    }

    /** Notes that an owner is gone, and what it left is being dropped. */
    public synchronized void ending(String owner) {
        Slot slot = byOwner.get(owner);
        if (slot != null && slot.state instanceof SlotState.Leased leased) {
            slot.state = leased.end(clock.instant());
        }
    }

    /** Notes that nothing of an owner's slot is left. */
    public synchronized void dropped(String owner) {
        byOwner.remove(owner);
    }

    /** Takes out all that are ready and that nobody has: to be dropped. */
    public synchronized Map<String, K> clear() {
        Map<String, K> unused = new LinkedHashMap<>();
        kinds.forEach((kind, known) -> {
            known.ready.forEach(slot -> unused.put(slot.id, kind));
            known.ready.clear();
        });
        return unused;
    }

    public synchronized Counts counts() {
        int making =
                kinds.values().stream().mapToInt(kind -> kind.making.size()).sum();
        int ready = kinds.values().stream().mapToInt(kind -> kind.ready.size()).sum();
        List<Slot> owned = new ArrayList<>(byOwner.values());
        int leased = (int) owned.stream()
                .filter(slot -> slot.state instanceof SlotState.Leased)
                .count();
        return new Counts(making, ready, leased, owned.size() - leased);
    }
}
