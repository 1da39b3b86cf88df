package dev.sparkgate.driver.runtime;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Locale;

/** Tells the gateway, in the file {@code heap}, which share of the heap was still used after the newest collection. */
final class HeapReport {
    private final DriverFolder folder;
    private String told = "";

    HeapReport(DriverFolder folder) {
        this.folder = folder;
    }

    /** Writes the share when it has changed by a hundredth; a report that cannot be written is not worth a driver. */
    void write() {
        String share = String.format(Locale.ROOT, "%.2f", share());
        if (share.equals(told)) {
            return;
        }
        try {
            folder.tellHeap(share);
            told = share;
        } catch (IOException e) {
            System.err.println("driver cannot tell of its heap: " + e);
            told = share;
        }
    }

    private static double share() {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            // Null where a pool is not collected; the whole heap's would count what is garbage already.
            MemoryUsage after = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            used += after == null ? 0 : after.getUsed();
        }
        return (double) used / Runtime.getRuntime().maxMemory();
    }
}
