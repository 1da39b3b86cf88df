/** Gives each JUnit test class a Spark session in a namespace of its own. */
@NullMarked
package dev.sparkgate.junit;

import org.jspecify.annotations.NullMarked;
