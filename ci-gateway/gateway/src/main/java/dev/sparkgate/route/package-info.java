/** Environments: which pools serve them, how their namespaces are named, who may enter. Pure. */
@NullMarked
package dev.sparkgate.route;

import org.jspecify.annotations.NullMarked;
