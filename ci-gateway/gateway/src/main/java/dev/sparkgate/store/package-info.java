/** Keeps leases in a database: the JDBC implementation of the ports. */
@NullMarked
package dev.sparkgate.store;

import org.jspecify.annotations.NullMarked;
