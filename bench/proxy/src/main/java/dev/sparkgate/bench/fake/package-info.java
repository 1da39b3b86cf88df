/** A backend that answers at once, so that the proxies in front of it are all that costs time. */
@NullMarked
package dev.sparkgate.bench.fake;

import org.jspecify.annotations.NullMarked;
