/** The gateway's own small Spark Connect client. */
@NullMarked
package dev.sparkgate.connect;

import org.jspecify.annotations.NullMarked;
