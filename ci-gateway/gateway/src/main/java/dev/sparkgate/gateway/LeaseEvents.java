package dev.sparkgate.gateway;

import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hands each change of a lease to all who care; they may be added after the manager is made. */
final class LeaseEvents implements LeaseListener {
    private final List<LeaseListener> listeners = new CopyOnWriteArrayList<>();

    void add(LeaseListener listener) {
        listeners.add(listener);
    }

    @Override
    public void changed(Lease lease) {
        listeners.forEach(listener -> listener.changed(lease));
    }
}
