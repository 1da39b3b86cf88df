/** The command line: a thin client of the HTTP API, and the way to start a gateway. */
@NullMarked
package dev.sparkgate.cli;

import org.jspecify.annotations.NullMarked;
