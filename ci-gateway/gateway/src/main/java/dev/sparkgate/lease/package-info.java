/** The life of a lease: its states, the manager, the reaper, the store's port. Pure. */
@NullMarked
package dev.sparkgate.lease;

import org.jspecify.annotations.NullMarked;
