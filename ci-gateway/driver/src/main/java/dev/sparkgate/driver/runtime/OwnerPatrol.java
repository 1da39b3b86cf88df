package dev.sparkgate.driver.runtime;

import java.time.Clock;
import java.time.Duration;

/** Looks after the driver's owner every second, and ends the driver when it is an orphan; tells of its heap on the way. */
final class OwnerPatrol implements Runnable {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final OwnerWatch watch;
    private final Duration grace;
    private final HeapReport heap;

    private OwnerPatrol(OwnerWatch watch, Duration grace, HeapReport heap) {
        this.watch = watch;
        this.grace = grace;
        this.heap = heap;
    }

    static void start(DriverFolder folder) {
        Duration grace = Duration.ofSeconds(Long.getLong("sparkgate.driver.grace-seconds", 60));
        OwnerWatch watch = new OwnerWatch(() -> isOwned(folder), grace, Clock.systemUTC());
        Thread thread = new Thread(new OwnerPatrol(watch, grace, new HeapReport(folder)), "sparkgate-owner-patrol");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            while (!isOver(watch.look())) {
                heap.write();
                Thread.sleep(PERIOD.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOver(OwnerWatch.Finding finding) {
        switch (finding) {
            case OWNED, LOST -> {
                return false;
            }
            case JUST_LOST -> {
                System.err.println(
                        "driver has lost its gateway: ending in " + grace.toSeconds() + " s unless another adopts it");
                return false;
            }
            case ADOPTED -> {
                System.err.println("driver has been adopted by another gateway");
                return false;
            }
            case ORPHANED -> {
                System.err.println("driver has had no gateway for " + grace.toSeconds() + " s: ending");
                System.exit(0);
                return true;
            }
        }
        throw new IllegalStateException("unknown finding: " + finding);
    }

    private static boolean isOwned(DriverFolder folder) {
        return folder.owner().flatMap(Owner::parse).map(Owner::isAlive).orElse(false);
    }
}
