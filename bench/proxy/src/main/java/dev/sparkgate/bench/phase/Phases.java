package dev.sparkgate.bench.phase;

import dev.sparkgate.bench.load.Endpoint;

/** The phases there are, by name. */
public enum Phases {
    /** Gives just-in-time compilers work: its figures are the same as those of {@link #RATE}, taken too early. */
    HEAT,
    UNARY,
    RATE,
    QUERY,
    STREAM,
    SESSIONS,
    STALLED1,
    STALLED16,
    COLD;

    private static final int MANY = 16;
    /** Sixteen results of full size would be more than a driver's memory. */
    private static final int PART_OF_MANY = 5;

    /**
     * Makes a phase.
     *
     * @param sessions how many are open at once
     * @param stalledMegabytes the size of the result that a reader does not take
     */
    public Phase phase(Effort effort, Endpoint baseline, int sessions, int stalledMegabytes) {
        return switch (this) {
            case HEAT -> new Heat(effort);
            case UNARY -> new LoneCaller(effort);
            case RATE -> new ManyCallers(effort);
            case QUERY -> new SmallQuery(effort);
            case STREAM -> new LargeResult(effort);
            case SESSIONS -> new ManySessions(sessions);
            case STALLED1 -> new StalledReaders(effort, baseline, 1, stalledMegabytes);
            case STALLED16 -> new StalledReaders(effort, baseline, MANY, Math.max(1, stalledMegabytes / PART_OF_MANY));
            case COLD -> new ColdCalls(effort, baseline);
        };
    }
}
