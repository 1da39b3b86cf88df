/** Binds Spark Connect sessions to leases and so to a driver's generation. */
@NullMarked
package dev.sparkgate.session;

import org.jspecify.annotations.NullMarked;
