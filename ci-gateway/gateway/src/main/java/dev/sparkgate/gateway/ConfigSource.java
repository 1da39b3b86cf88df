package dev.sparkgate.gateway;

import dev.sparkgate.gateway.config.GatewayConfig;

/** Where a gateway's configuration comes from, to be read again while it runs. */
public interface ConfigSource {
    /**
     * Reads it.
     *
     * @throws dev.sparkgate.error.SparkgateException with {@link dev.sparkgate.error.ErrorCode#CONFIG_INVALID} and every error
     */
    GatewayConfig read();
}
