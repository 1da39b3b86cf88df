/** Reads and changes the bytes of gRPC messages as they pass, without parsing them. */
@NullMarked
package dev.sparkgate.proxy.wire;

import org.jspecify.annotations.NullMarked;
