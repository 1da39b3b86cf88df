/** Names every failure: one code, the same in REST, gRPC and the exit message of the command line. */
@NullMarked
package dev.sparkgate.error;

import org.jspecify.annotations.NullMarked;
