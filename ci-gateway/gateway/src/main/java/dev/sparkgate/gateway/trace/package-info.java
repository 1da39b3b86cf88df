/** Spans for calls, by OpenTelemetry; no class of it is loaded unless something wants them. */
@NullMarked
package dev.sparkgate.gateway.trace;

import org.jspecify.annotations.NullMarked;
