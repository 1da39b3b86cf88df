/** Parses and prints the small values that users write: durations, sizes. */
@NullMarked
package dev.sparkgate.text;

import org.jspecify.annotations.NullMarked;
