/** What is measured, one class for each figure, and the turns in which endpoints are measured. */
@NullMarked
package dev.sparkgate.bench.phase;

import org.jspecify.annotations.NullMarked;
