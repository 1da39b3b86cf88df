package dev.sparkgate.gateway;

import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.lease.Lease;
import dev.sparkgate.lease.LeaseListener;
import dev.sparkgate.lease.LeaseOrder;
import dev.sparkgate.lease.LeaseState;
import dev.sparkgate.lease.NamespaceMaker;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.namespace.NamespacePolicy;
import dev.sparkgate.namespace.Namespaces;
import dev.sparkgate.pool.Slots;
import dev.sparkgate.route.Environment;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes namespaces ahead of time, and gives one that is ready to a lease by a new name: that takes as long as renaming a
 * folder, whatever stands in it. Where none is ready, the lease's own is made.
 */
final class SlotKeeper implements NamespaceMaker, LeaseListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SlotKeeper.class);

    private final Slots<Namespace> slots;
    private final NamespaceMaker maker;
    private final Namespaces namespaces;
    private final Executor executor;
    /** Many leases may come at once: one look at what is missing is enough. */
    private final AtomicBoolean looking = new AtomicBoolean();

    private volatile boolean closed;

    /** Makes nothing before {@link #refill}; namespaces are made by {@code maker}, on {@code executor} where it is ahead of time. */
    SlotKeeper(Slots<Namespace> slots, NamespaceMaker maker, Namespaces namespaces, Executor executor) {
        this.slots = slots;
        this.maker = maker;
        this.namespaces = namespaces;
        this.executor = executor;
    }

    /** Keeps namespaces of these environments ready from now on. */
    void pin(Collection<Environment> environments) {
        slots.pin(environments.stream()
                .filter(environment -> environment.fixtures().isEmpty())
                .map(Environment::namespace)
                .filter(policy -> !policy.catalogs().isEmpty())
                .map(SlotKeeper::kind)
                .filter(SlotKeeper::hasSlots)
                .toList());
    }

    @Override
    public Namespace.@Nullable Base base(Environment environment, LeaseOrder order) {
        return maker.base(environment, order);
    }

    @Override
    public CompletionStage<Void> make(Namespace namespace) {
        if (hasSlots(namespace)) {
            Optional<String> slot = slots.take(kind(namespace), namespace.folder());
            refill();
            if (slot.isPresent() && namespaces.rename(slot(namespace, slot.get()), namespace)) {
                return CompletableFuture.completedFuture(null);
            }
        }
        return maker.make(namespace);
    }

    @Override
    public void changed(Lease lease) {
        if (lease.state() instanceof LeaseState.Ending) {
            slots.ending(lease.namespace().folder());
        } else if (lease.state() instanceof LeaseState.Ended) {
            slots.dropped(lease.namespace().folder());
        }
    }

    /** Looks what is missing and has it made. */
    void refill() {
        if (!closed && looking.compareAndSet(false, true)) {
            executor.execute(() -> {
                looking.set(false);
                Slots.Plan<Namespace> plan = slots.plan();
                plan.drop().forEach((id, kind) -> drop(slot(kind, id)));
                plan.make().forEach((id, kind) -> executor.execute(() -> make(kind, id)));
            });
        }
    }

    /** Drops what nobody had. */
    @Override
    public void close() {
        closed = true;
        slots.clear().forEach((id, kind) -> drop(slot(kind, id)));
    }

    private void make(Namespace kind, String id) {
        Namespace ahead = slot(kind, id);
        if (closed) {
            slots.failed(kind, id);
            return;
        }
        try {
            maker.make(ahead).whenComplete((made, failure) -> {
                if (failure == null) {
                    slots.made(kind, id);
                } else {
                    failed(kind, id, failure);
                }
            });
        } catch (SparkgateException e) {
            failed(kind, id, e);
        }
    }

    /** Whoever comes next makes their own, and hears of it then. */
    private void failed(Namespace kind, String id, Throwable failure) {
        slots.failed(kind, id);
        log.atDebug().addKeyValue("slot", id).log("no namespace could be made ahead: {}", failure.getMessage());
    }

    private void drop(Namespace ahead) {
        try {
            namespaces.drop(ahead);
        } catch (SparkgateException e) {
            log.atWarn().addKeyValue("namespace", ahead.folder()).log("unused namespace is left: {}", e.getMessage());
        }
    }

    private static boolean hasSlots(Namespace namespace) {
        return namespace.lifetime() == NamespacePolicy.Lifetime.LEASE && namespace.hasFolder() && !namespace.hasBase();
    }

    private static Namespace kind(NamespacePolicy policy) {
        return new Namespace(
                "", "", policy.lifetime(), policy.defaultCatalog(), Namespace.DEFAULT_DATABASE, policy.catalogs());
    }

    private static Namespace kind(Namespace namespace) {
        return namespace.named("", "");
    }

    private static Namespace slot(Namespace kind, String id) {
        return kind.named(Namespaces.SLOT_PREFIX + id, Namespaces.SLOT_PREFIX + id);
    }
}
