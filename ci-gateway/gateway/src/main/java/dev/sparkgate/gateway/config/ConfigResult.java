package dev.sparkgate.gateway.config;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.util.List;
import java.util.stream.Collectors;

/** What came of reading a configuration: a valid one, or all of its errors. */
public sealed interface ConfigResult {
    /**
     * Returns the configuration.
     *
     * @param file names the configuration in the error's message
     * @throws SparkgateException with {@link ErrorCode#CONFIG_INVALID} and every error, one a line
     */
    GatewayConfig orThrow(String file);

    /** It can be used. */
    record Valid(GatewayConfig config) implements ConfigResult {
        public Valid {
            requireNonNull(config, "config");
        }

        @Override
        public GatewayConfig orThrow(String file) {
            return config;
        }
    }

    /** It cannot be used; at least one error, in the order of the file. */
    record Invalid(List<ConfigError> errors) implements ConfigResult {
        public Invalid {
            errors = List.copyOf(errors);
            if (errors.isEmpty()) {
                throw new IllegalArgumentException("errors: empty (expected: at least 1)");
            }
        }

        @Override
        public GatewayConfig orThrow(String file) {
            String all = errors.stream().map(error -> error.print(file)).collect(Collectors.joining("\n"));
            throw new SparkgateException(
                    ErrorCode.CONFIG_INVALID,
                    "configuration " + file + " has " + errors.size() + (errors.size() == 1 ? " error" : " errors")
                            + " (expected: none); mend the file and check it with: sparkgate check-config " + file
                            + "\n"
                            + all);
        }
    }
}
