/** The Iceberg catalog of a lease: tables and views known by one small file of pointers. */
@NullMarked
package dev.sparkgate.driver.catalog;

import org.jspecify.annotations.NullMarked;
