package dev.sparkgate.proxy.h2;

import dev.sparkgate.driver.Address;

/**
 * Where a driver of one generation listens.
 *
 * @param key tells this driver's generation from all others
 */
public record DriverAddress(String key, Address address) {}
