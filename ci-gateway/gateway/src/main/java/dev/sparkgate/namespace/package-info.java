/** Makes and drops what the sessions of a lease see: catalogs, database, folder. */
@NullMarked
package dev.sparkgate.namespace;

import org.jspecify.annotations.NullMarked;
