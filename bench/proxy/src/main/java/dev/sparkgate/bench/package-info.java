/** The command line of the rig's load generator. */
@NullMarked
package dev.sparkgate.bench;

import org.jspecify.annotations.NullMarked;
