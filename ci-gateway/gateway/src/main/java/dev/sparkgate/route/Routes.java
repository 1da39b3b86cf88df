package dev.sparkgate.route;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.pool.PoolPolicy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a {@link Router} goes by, all of one configuration.
 *
 * @param environments that are open to new requests
 * @param retired environments of earlier configurations: leases that have one keep its rules
 */
record Routes(
        Map<String, Environment> environments,
        Map<String, Environment> retired,
        Map<String, PoolPolicy> pools,
        String defaultEnvironment,
        Regions regions) {
    Routes {
        environments = Collections.unmodifiableMap(new LinkedHashMap<>(environments));
        retired = Map.copyOf(retired);
        pools = Map.copyOf(pools);
        requireNonNull(defaultEnvironment, "defaultEnvironment");
        requireNonNull(regions, "regions");
    }

    /** Returns these, with all that is here and not there retired. */
    Routes after(Routes before) {
        Map<String, Environment> gone = new LinkedHashMap<>(before.retired);
        gone.putAll(before.environments);
        gone.keySet().removeAll(environments.keySet());
        return new Routes(environments, gone, pools, defaultEnvironment, regions);
    }
}
