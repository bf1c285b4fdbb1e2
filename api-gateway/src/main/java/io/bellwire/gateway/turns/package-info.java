/** Calls of one user wait for each other before they take what all users share. */
@NullMarked
package io.bellwire.gateway.turns;

import org.jspecify.annotations.NullMarked;
