/** Drivers as child processes of this machine: finds a Spark runtime, starts it, watches it. */
@NullMarked
package dev.sparkgate.driver.process;

import org.jspecify.annotations.NullMarked;
