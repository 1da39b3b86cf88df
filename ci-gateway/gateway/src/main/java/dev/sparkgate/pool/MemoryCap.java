package dev.sparkgate.pool;

import java.util.Collection;
import java.util.Set;

/**
 * How much heap all drivers that this gateway launches may have together.
 *
 * @param bytes at most; {@link Long#MAX_VALUE} = no cap
 * @param foreign clusters whose drivers others run, with memory of theirs
 */
public record MemoryCap(long bytes, Set<String> foreign) {
    /** No cap. */
    public static final MemoryCap NONE = new MemoryCap(Long.MAX_VALUE, Set.of());

    public MemoryCap {
        foreign = Set.copyOf(foreign);
        if (bytes < 1) {
            throw new IllegalArgumentException("memory cap " + bytes + " (expected: at least 1 byte)");
        }
    }

    /** Says whether a driver of a pool may be started beside those that there are. */
    boolean allows(PoolPolicy pool, Collection<PoolMember> members) {
        return bytes == Long.MAX_VALUE || used(members) + memory(pool) <= bytes;
    }

    /** Adds up the heaps of all drivers: one that is being stopped has its memory until it is gone. */
    long used(Collection<PoolMember> members) {
        return members.stream().mapToLong(member -> memory(member.pool())).sum();
    }

    private long memory(PoolPolicy pool) {
        return foreign.contains(pool.cluster()) ? 0 : pool.memory();
    }
}
