package dev.sparkgate.lease;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.namespace.Namespace;
import dev.sparkgate.namespace.NamespaceName;
import dev.sparkgate.namespace.NamespacePolicy;
import java.util.HashMap;
import java.util.Map;

/**
 * What makes an order one for a fork.
 *
 * @param of the lease whose namespace the new one starts with
 * @param outlives whether the new lease goes on when that one ends
 */
public record Fork(Lease of, boolean outlives) {
    public Fork {
        requireNonNull(of, "of");
    }

    /** Completes an order by what a fork takes from its lease: the environment, and all that the order leaves open. */
    static LeaseOrder complete(LeaseOrder order, Lease of, boolean outlives) {
        if (!(of.state() instanceof LeaseState.Active)) {
            throw LeaseStory.notActive(of);
        }
        if (!of.namespace().hasFolder()) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "lease " + of.id() + " has nothing to fork: environment '" + of.environment()
                            + "' gives it no catalog of its own (expected: a catalog of type isolated or branch); acquire"
                            + " a new lease");
        }
        Map<String, String> conf = new HashMap<>(of.conf());
        conf.putAll(order.conf());
        return new LeaseOrder(
                of.environment(),
                order.team() == null ? of.team() : order.team(),
                order.user() == null ? of.user() : order.user(),
                order.ttl(),
                order.idle(),
                order.spark() == null ? of.spark() : order.spark(),
                conf,
                order.key(),
                order.labels(),
                order.maxWait(),
                order.holder(),
                order.implicit(),
                new Fork(of, outlives),
                null);
    }

    /** Returns the fork's namespace: always one that dies with its lease. */
    Namespace namespace(String template, Map<String, String> variables, String lease) {
        Namespace from = of.namespace();
        String name = NamespaceName.of(template, variables);
        return new Namespace(
                name,
                name.contains(lease) ? name : name + "-" + lease,
                NamespacePolicy.Lifetime.LEASE,
                from.catalog(),
                from.database(),
                from.catalogs(),
                new Namespace.Base(from.folder(), of.id(), outlives));
    }
}
