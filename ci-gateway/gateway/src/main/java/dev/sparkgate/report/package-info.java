/** What ran under a lease: kept for a while, shown as JSON and as a page. */
@NullMarked
package dev.sparkgate.report;

import org.jspecify.annotations.NullMarked;
