/** Decides how many drivers run and which one takes a lease. Pure: no I/O, no threads. */
@NullMarked
package dev.sparkgate.pool;

import org.jspecify.annotations.NullMarked;
