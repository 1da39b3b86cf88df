package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** All that a {@code run} takes and has to give back, however it ends. */
final class RunScope implements AutoCloseable {
    private final Surroundings surroundings;
    private final GatewayProvision gateways;
    private final Thread atExit = new Thread(this::end, "give-back-at-exit");
    private volatile @Nullable HeldLease held;
    private volatile @Nullable Target target;

    RunScope(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
        this.gateways = new GatewayProvision(surroundings);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Finds or starts a gateway and acquires the lease. */
    LeasedGateway acquire(LeaseOptions options, FixtureUpload fixtures, String key, String program)
            throws InterruptedException {
        Target found = gateways.findOrStart(options, program);
        target = found;
        try {
            return acquire(found, options, fixtures, key);
        } catch (SparkgateException e) {
            // It may have ended, idle, just after it was found.
            if (e.code() != ErrorCode.GATEWAY_UNREACHABLE || found.local() == null || found.startedHere()) {
                throw e;
            }
            Target again = gateways.findOrStart(options, program);
            target = again;
            return acquire(again, options, fixtures, key);
        }
    }

    private LeasedGateway acquire(Target from, LeaseOptions options, FixtureUpload fixtures, String key) {
        LeaseApi leases = new LeaseApi(from.api());
        ObjectNode request = options.request(surroundings, key, fixtures.send(from.api()));
        HeldLease lease = new HeldLease(surroundings, leases, key);
        held = lease;
        if (from.local() != null) {
            ProcessIdentity self = ProcessIdentity.current();
            request.putObject("holder")
                    .put("pid", self.pid())
                    .put("startedAt", self.startedAt().toString());
        }
        Instant asked = Instant.now();
        try (LiveLine line = LiveLine.of(surroundings)) {
            Lease granted = leases.acquire(request, options.forkOf, waiting -> line.show(WaitText.of(waiting)));
            lease.granted(granted);
            return new LeasedGateway(from, granted, Duration.between(asked, Instant.now()));
        } catch (SparkgateException e) {
            if (e.code() != ErrorCode.GATEWAY_UNREACHABLE) {
                held = null; // refused: there is nothing to give back
            }
            throw e;
        }
    }

    /** Gives the lease back; safe to call again. */
    void giveBack() {
        HeldLease lease = held;
        if (lease != null) {
            lease.close();
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyEnding) {
            // the hook runs, and finds nothing left to do
        }
    }

    private synchronized void end() {
        giveBack();
        gateways.cancelStart();
        Target used = target;
        target = null;
        if (used != null && used.startedHere() && surroundings.inContinuousIntegration()) {
            gateways.endUnlessUsed(used);
        }
    }
}
