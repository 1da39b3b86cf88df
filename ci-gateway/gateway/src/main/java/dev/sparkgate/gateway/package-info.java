/** Reads the configuration, wires everything, starts and stops it. */
@NullMarked
package dev.sparkgate.gateway;

import org.jspecify.annotations.NullMarked;
