package dev.sparkgate.gateway;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.gateway.config.GatewayConfig;
import dev.sparkgate.store.Database;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says where the database of a gateway is. */
final class StateDatabase {
    private StateDatabase() {}

    /**
     * Reads the configuration, and the password from the environment.
     *
     * @param folder the gateway's own state folder
     * @throws SparkgateException with {@link ErrorCode#CONFIG_INVALID} when the password is not there
     */
    static Database.Location of(
            GatewayConfig.State state, Path folder, Function<String, @Nullable String> environment) {
        String url = state.jdbcUrl() == null ? "jdbc:h2:file:" + folder.resolve("sparkgate") : state.jdbcUrl();
        return new Database.Location(url, state.user(), password(state.passwordEnv(), environment));
    }

    private static @Nullable String password(
            @Nullable String variable, Function<String, @Nullable String> environment) {
        if (variable == null) {
            return null;
        }
        String password = environment.apply(variable);
        if (password == null || password.isEmpty()) {
            throw new SparkgateException(
                    ErrorCode.CONFIG_INVALID,
                    "gateway.state.password-env names '" + variable
                            + "', which is not set (expected: an environment variable with the database's password); set it");
        }
        return password;
    }
}
