/** Starts a Spark Connect server inside a driver's own folder, says where it listens, and ends it when nobody owns it. */
@NullMarked
package dev.sparkgate.driver.runtime;

import org.jspecify.annotations.NullMarked;
