/** Says who calls: authenticators, principals, secrets. */
@NullMarked
package dev.sparkgate.auth;

import org.jspecify.annotations.NullMarked;
