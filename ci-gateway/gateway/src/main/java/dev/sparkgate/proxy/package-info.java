/** The gRPC data plane: peeks at the first message, admits it, forwards bytes. */
@NullMarked
package dev.sparkgate.proxy;

import org.jspecify.annotations.NullMarked;
