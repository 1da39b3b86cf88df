/** What a driver is, and the port through which drivers are started and stopped. */
@NullMarked
package dev.sparkgate.driver;

import org.jspecify.annotations.NullMarked;
