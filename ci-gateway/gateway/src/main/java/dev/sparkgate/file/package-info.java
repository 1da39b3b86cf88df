/** Handles files where the standard library leaves a step to its users. */
@NullMarked
package dev.sparkgate.file;

import org.jspecify.annotations.NullMarked;
