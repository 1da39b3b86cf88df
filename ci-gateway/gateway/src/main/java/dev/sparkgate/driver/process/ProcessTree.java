package dev.sparkgate.driver.process;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Ends processes together with those that they started. */
final class ProcessTree {
    private static final int KERNEL_SECONDS = 5;

    private ProcessTree() {}

    /** Kills at once, without asking; does nothing for a process that was never started. */
    static void kill(@Nullable Process process) {
        if (process != null) {
            kill(process.toHandle());
        }
    }

    /** Kills at once, without asking. */
    static void kill(ProcessHandle process) {
        // Listed before the parent dies: afterwards nobody knows whose they were.
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        awaitGone(process);
    }

    /** Waits for the moment that the kernel needs, even when interrupted: the folder of a process that still writes cannot be removed. */
    private static void awaitGone(ProcessHandle process) {
        boolean interrupted = Thread.interrupted();
        try {
            process.onExit().get(KERNEL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException e) {
            // it is as dead as it gets
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
