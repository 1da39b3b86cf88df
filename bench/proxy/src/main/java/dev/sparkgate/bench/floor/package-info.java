/** The proxy to compare with: all that grpc-java needs to pass calls on, and nothing more. */
@NullMarked
package dev.sparkgate.bench.floor;

import org.jspecify.annotations.NullMarked;
