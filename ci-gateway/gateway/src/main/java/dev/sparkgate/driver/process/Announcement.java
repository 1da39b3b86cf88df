package dev.sparkgate.driver.process;

import dev.sparkgate.driver.Address;
import java.util.Optional;
import java.util.Properties;

/** What a driver says about itself as soon as it listens. */
record Announcement(ProcessIdentity process, Address address, String generation, String spark) {
    static Optional<Announcement> parse(Properties properties) {
        try {
            return Optional.of(new Announcement(
                    new ProcessIdentity(number(properties, "pid"), number(properties, "startMillis")),
                    new Address(properties.getProperty("host", ""), (int) number(properties, "port")),
                    properties.getProperty("generation", ""),
                    properties.getProperty("spark", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long number(Properties properties, String key) {
        return Long.parseLong(properties.getProperty(key, "missing"));
    }
}
