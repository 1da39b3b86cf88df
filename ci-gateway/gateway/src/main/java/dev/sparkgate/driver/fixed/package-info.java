/** Drivers that others run: found by their address, never started or stopped. */
@NullMarked
package dev.sparkgate.driver.fixed;

import org.jspecify.annotations.NullMarked;
