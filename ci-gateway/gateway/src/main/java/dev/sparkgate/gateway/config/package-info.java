/** Reads sparkgate.yaml into records, with every error at once. */
@NullMarked
package dev.sparkgate.gateway.config;

import org.jspecify.annotations.NullMarked;
