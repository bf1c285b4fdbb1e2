/** The socket on which a user's changes arrive: in order, none twice, none lost. */
@NullMarked
package io.bellwire.gateway.items.live;

import org.jspecify.annotations.NullMarked;
