/** The REST API, health and metrics. */
@NullMarked
package dev.sparkgate.http;

import org.jspecify.annotations.NullMarked;
