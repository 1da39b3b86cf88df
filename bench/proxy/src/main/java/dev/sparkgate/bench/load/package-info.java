/** What a load is made of: endpoints, sessions, calls, samples, and what a process uses meanwhile. */
@NullMarked
package dev.sparkgate.bench.load;

import org.jspecify.annotations.NullMarked;
