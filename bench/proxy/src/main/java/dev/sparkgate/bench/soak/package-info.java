/** A mixed load for hours: what clients do, well-behaved or not. */
@NullMarked
package dev.sparkgate.bench.soak;

import org.jspecify.annotations.NullMarked;
