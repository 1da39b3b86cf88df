/** What is written of each call: the query log, the access log, spans. */
@NullMarked
package dev.sparkgate.gateway.observe;

import org.jspecify.annotations.NullMarked;
