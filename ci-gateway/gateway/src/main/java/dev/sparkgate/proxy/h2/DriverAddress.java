package dev.sparkgate.proxy.h2;

import dev.sparkgate.driver.Address;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Where a driver of one generation listens.
 *
 * @param key tells this driver's generation from all others
 * @param fence says of a fresh connection whether it still leads to that generation, and not to one that was started on the
 *     same port since
 */
public record DriverAddress(String key, Address address, Supplier<CompletableFuture<Boolean>> fence) {}
